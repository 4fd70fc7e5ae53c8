/** The pattern of the ring: two short tones of two pitches, then a pause; in seconds and hertz. */
const TONES = [[0, 0.4, 480], [0, 0.4, 620], [0.6, 0.4, 480], [0.6, 0.4, 620]];
const PERIOD = 3;

/** Rings: made in the browser, so that nothing is fetched for it when it is needed. */
export class Ringer {
  #context = null;
  #timer = null;

  /** Starts to ring, or goes on. @param {{volume: number, device: string}} settings Volume of 0 to 1; an output of the system, `""` for its own. */
  async start(settings) {
    if (this.#timer !== null) return;
    this.#timer = setInterval(() => this.#ring(settings), PERIOD * 1_000);
    await this.#ring(settings);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
    this.#context?.close();
    this.#context = null;
  }

  /** Rings once. */
  async once(settings) {
    this.stop();
    await this.#ring(settings);
  }

  /** Whether the browser lets this page make sounds; it wants a click on the page first. */
  get isAllowed() {
    return this.#context === null || this.#context.state === "running";
  }

  async #ring({ volume, device }) {
    this.#context ??= new AudioContext();
    const context = this.#context;
    // An output that was unplugged is no reason to be silent.
    if (device && context.setSinkId) await context.setSinkId(device).catch(() => {});
    // This stays pending where no sound is allowed.
    context.resume();
    for (const [start, length, pitch] of TONES) {
      const tone = new OscillatorNode(context, { frequency: pitch });
      const gain = new GainNode(context, { gain: 0 });
      const begin = context.currentTime + start;
      // Steps would be heard as clicks.
      gain.gain.setTargetAtTime(volume / 4, begin, 0.01);
      gain.gain.setTargetAtTime(0, begin + length, 0.02);
      tone.connect(gain).connect(context.destination);
      tone.start(begin);
      tone.stop(begin + length + 0.2);
    }
  }
}

// A classic script, loaded before the page is drawn: the chosen colours must not come with a flash of the others.
(() => {
  const chosen = localStorage.getItem("callcard.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();

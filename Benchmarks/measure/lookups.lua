-- Lookups for wrk: KEY NUMBERS SERVICE START. NUMBERS is a file with one number a line, SERVICE may be "-".
-- Without START each number's one request is sent in turn. With it no request is ever repeated: numbers in turn, and with each
-- turn another deadline; START says how many were sent before.

local requests = {}
local numbers = {}
local sent = 0
local varies = false
local tail = ""

local function lookup(number, deadline)
    local body = '{"number":"' .. number .. '","deadlineMs":' .. deadline .. tail .. "}"
    return wrk.format("POST", "/v1/lookups", nil, body)
end

function init(arguments)
    wrk.headers["Authorization"] = "Bearer " .. arguments[1]
    wrk.headers["Content-Type"] = "application/json"
    if arguments[3] ~= "-" then tail = ',"service":"' .. arguments[3] .. '"' end
    for line in io.lines(arguments[2]) do numbers[#numbers + 1] = line end
    varies = arguments[4] ~= nil
    sent = tonumber(arguments[4] or "0")
    if not varies then
        for i, number in ipairs(numbers) do requests[i] = lookup(number, 2000) end
    end
end

function request()
    local place = sent % #numbers + 1
    local turn = math.floor(sent / #numbers)
    sent = sent + 1
    if varies then return lookup(numbers[place], 1000 + turn % 6500) end
    return requests[place]
end

function done(summary, latency)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
    io.write(string.format('RESULT {"requests":%d,"seconds":%f,"failed":%d,"p50":%f,"p99":%f}\n', summary.requests,
        summary.duration / 1e6, failed, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end

"""The ledger of the throttle as Lua scripts, run inside Redis so that a booking is one atomic round trip.

Fields of a ledger: `limit` calls per `window` seconds; the window being booked `ends` at that time with `left`
calls; `next` is the earliest time of the next call; nobody calls before `paused`; `known` is 1 once a header told
when the window ends; `slack` is how imprecise that was; `reset` is the last end that was told; `strikes` counts
refusals in a row. All times are Redis' own clock in seconds, plus the last
argument where time is rehearsed. Redis 6.2 commands only.
"""

from typing import Final

_OPEN: Final = """
local moment = redis.call('TIME')
local now = tonumber(moment[1]) + tonumber(moment[2]) / 1e6 + (tonumber(ARGV[#ARGV]) or 0)
local names = {'limit', 'window', 'ends', 'left', 'next', 'paused', 'known', 'slack', 'reset', 'strikes'}
local values = redis.call('HMGET', KEYS[1], unpack(names))
local b = {}
for i, name in ipairs(names) do b[name] = tonumber(values[i] or '') end
local function text(x) return string.format('%.6f', x) end
local function save(extra)
  local pairs_ = {}
  for name, value in pairs(b) do
    pairs_[#pairs_ + 1] = name
    pairs_[#pairs_ + 1] = text(value)
  end
  redis.call('HSET', KEYS[1], unpack(pairs_))
  redis.call('EXPIRE', KEYS[1], math.ceil(2 * b.window + 1000))
end
local function begin(limit, window)
  b.limit = b.limit or limit
  b.window = b.window or window
  b.known = b.known or 0
  b.slack = b.slack or 0
  b.strikes = b.strikes or 0
  b.paused = b.paused or 0
  b.next = b.next or now
  b.ends = b.ends or (now + b.window)
  b.left = b.left or b.limit
end
"""

_ADOPT: Final = """
local function adopt(limit, remaining, reset, slack)
  if limit then
    b.left = b.left + (limit - b.limit)
    b.limit = limit
  end
  if reset then
    local ends = now + reset
    if b.reset and ends - b.reset > 0.5 and now - b.reset < (ends - b.reset) / 2 then b.window = ends - b.reset end
    b.window = math.max(b.window, math.min(reset, 900))
    b.reset = ends
    b.slack = slack
    if b.known == 1 and b.next > ends + slack then
      -- Calls are booked for a later window already: this answer tells when that one ends, not what is left of it.
      b.ends = ends + b.window * math.ceil((b.next - ends) / b.window)
      remaining = nil
    else
      if ends > b.ends + b.window / 2 then b.left = b.limit end
      b.ends = ends
    end
    b.known = 1
  end
  -- What is left says nothing without the window it belongs to.
  if remaining and (reset or b.known == 0) then b.left = math.min(b.left, remaining) end
  b.left = math.max(0, math.min(b.left, b.limit))
end
"""

RESERVE_SCRIPT: Final = (
    _OPEN
    + """
local max_wait = tonumber(ARGV[3])
begin(tonumber(ARGV[1]), tonumber(ARGV[2]))
local guard = math.max(0.02, math.min(0.5, b.window / 100))
local at = math.max(now, b.next, b.paused)
while at > b.ends - guard or b.left < 1 do
  at = math.max(at, b.ends + b.slack + guard)
  b.ends = b.ends + b.window * math.max(1, math.ceil((at + guard - b.ends) / b.window))
  if b.known == 0 and b.limit < tonumber(ARGV[1]) then b.limit = math.min(tonumber(ARGV[1]), b.limit * 1.05) end
  b.left = b.limit
end
local wait = at - now
if wait > max_wait then return text(wait) end
b.left = b.left - 1
local at_once = b.limit * (b.known == 1 and 0.5 or 0.9)
local pace = 0
if b.left < at_once then
  pace = math.max((b.ends - guard - at) / math.max(b.left, 1), b.window / b.limit / 4)
end
b.next = at + pace
save()
return text(wait)
"""
)

REPORT_SCRIPT: Final = (
    _OPEN
    + _ADOPT
    + """
begin(tonumber(ARGV[1]), tonumber(ARGV[2]))
if tonumber(ARGV[3]) or tonumber(ARGV[5]) then
  adopt(tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]))
elseif b.known == 1 and now > (b.reset or 0) + math.max(b.window, 5) then
  -- The headers have stopped coming: what they taught is no longer known to hold.
  b.limit, b.window, b.known, b.reset = tonumber(ARGV[1]), tonumber(ARGV[2]), 0, 0
  b.ends, b.left, b.next = now + b.window, b.limit, math.min(b.next, now + 1)
end
if now > b.paused then b.strikes = 0 end
save()
"""
)

PAUSE_SCRIPT: Final = (
    _OPEN
    + """
begin(tonumber(ARGV[1]), tonumber(ARGV[2]))
-- Limit and window are learnt from accepted calls alone: one odd refusal must not shape the next minutes.
local pause = tonumber(ARGV[7])
local is_new = now > b.paused
if is_new then b.strikes = b.strikes + 1 end
if not pause then
  if is_new then
    pause = math.min(60, 2 ^ b.strikes)
    b.limit = math.max(1, math.floor(b.limit * 0.9))
  else
    pause = 0
  end
  b.known = 0
end
b.paused = math.max(b.paused, now + pause)
if b.ends <= b.paused + 1 or b.known == 0 then
  b.ends = b.paused + b.window
  b.left = b.limit
end
save()
"""
)

BLOCKED_SCRIPT: Final = """
local moment = redis.call('TIME')
local now = tonumber(moment[1]) + tonumber(moment[2]) / 1e6 + (tonumber(ARGV[#ARGV]) or 0)
local paused = tonumber(redis.call('HGET', KEYS[1], 'paused') or '0') or 0
return string.format('%.6f', math.max(0, paused - now))
"""

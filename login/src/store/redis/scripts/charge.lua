-- Charges an attempt to its limits. ARGV: the time in ms, then for the address and for the account
-- how long one attempt takes to be gained back (in ms), and how many may come at once.
-- KEYS: the account, the account in a network, whether it is known there, the address; the first
-- alone if there is no address.
local now = tonumber(ARGV[1])

-- Under a limit's key stands when its next attempt would arrive if all kept to the rate. Answers
-- how long to wait; nothing if it was charged.
local function charge(key, interval, most)
  local arrival = math.max(tonumber(redis.call('GET', key) or 0), now)
  local earliest = arrival - interval * (most - 1)
  if now < earliest then return earliest - now end
  local next = arrival + interval
  redis.call('SET', key, string.format('%.0f', next), 'PX', string.format('%.0f', next - now))
end

if KEYS[4] then
  local wait = charge(KEYS[4], tonumber(ARGV[2]), tonumber(ARGV[3]))
  if wait then return {0, 0, wait} end
end
local known = KEYS[3] and redis.call('EXISTS', KEYS[3]) or 0
local account = known == 1 and KEYS[2] or KEYS[1]
local wait = charge(account, tonumber(ARGV[4]), tonumber(ARGV[5]))
if wait then return {0, known, wait} end
return {1, known, 0}

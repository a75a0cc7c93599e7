-- Before every script. ARGV[1]: the time, as 8 bytes; ARGV[2]: the prefix of all keys.
-- How an entry is laid out stands in value.rs; how the keys are named, in mod.rs.
local DONE, CONFLICT, GONE, FULL = 0, 1, 2, 3
local now, prefix = ARGV[1], ARGV[2]

-- Numbers are 8 bytes, because a Lua number holds 53 bits; and Lua compares texts as the locale says.
local function less(a, b)
  for at = 1, 8 do
    local x, y = string.byte(a, at), string.byte(b, at)
    if x ~= y then return x < y end
  end
  return false
end

local function number(text)
  local sum = 0
  for at = 1, 8 do sum = sum * 256 + string.byte(text, at) end
  return sum
end

local function entry_key(text) return prefix .. 'e:' .. text end
local function owner_key(text) return prefix .. 'o:' .. text end

-- The first bytes of an entry; nil if there is none.
local function head(text)
  local key = entry_key(text)
  local bytes = redis.call('GETRANGE', key, 0, 68)
  if bytes == '' and redis.call('EXISTS', key) == 0 then return nil end
  local format, owned = string.byte(bytes, 1), string.byte(bytes, 43)
  if format ~= 1 or not (owned == 0 or (owned == 1 and #bytes == 69)) then
    local size = redis.call('STRLEN', key)
    error('not an entry of this store: ' .. size .. ' bytes that begin with ' .. (format or 'nothing'))
  end
  local expires = string.sub(bytes, 19, 26)
  return {
    kind = string.sub(bytes, 2, 2),
    version = string.sub(bytes, 3, 10),
    seen = string.sub(bytes, 11, 18),
    expires = expires,
    created = string.sub(bytes, 27, 34),
    added = string.sub(bytes, 35, 42),
    index = owned == 1 and owner_key(string.sub(bytes, 44, 65)),
    data_at = owned == 1 and 70 + number('\0\0\0\0' .. string.sub(bytes, 66, 69)) or 44,
    live = less(now, expires),
  }
end

local function drop(text, kept)
  redis.call('DEL', entry_key(text))
  if kept.index then redis.call('ZREM', kept.index, text) end
end

-- Lists an entry with its owner's, no shorter than the entry is kept (in ms).
local function list(index, text, expires, kept_for)
  redis.call('ZADD', index, number(expires), text)
  if redis.call('PTTL', index) < kept_for then redis.call('PEXPIRE', index, kept_for) end
end

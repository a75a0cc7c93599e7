local found = {}
for _, text in ipairs(redis.call('ZRANGE', owner_key(ARGV[3]), 0, -1)) do
  local value = redis.call('GET', entry_key(text))
  if value then
    found[#found + 1] = text
    found[#found + 1] = value
  end
end
return found

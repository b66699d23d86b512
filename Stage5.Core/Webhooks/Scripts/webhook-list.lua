-- Returns {id, "version record", failures in a row, …} of every endpoint.
local found = {}
local all = redis.call('HGETALL', hook_endpoints)
for i = 1, #all, 2 do
  found[#found + 1] = all[i]
  found[#found + 1] = all[i + 1]
  found[#found + 1] = redis.call('HGET', hook_failures, all[i]) or '0'
end
return found

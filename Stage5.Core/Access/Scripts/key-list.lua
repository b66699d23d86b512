-- Every key of the tenant, newest first. Returns {now, id, fields, id, fields ...}.
local listed = {int(now)}
for _, id in ipairs(redis.call('ZREVRANGE', key_ids, 0, -1)) do
  local fields = key_fields(id)
  if fields then
    listed[#listed + 1] = id
    listed[#listed + 1] = fields
  end
end
return listed

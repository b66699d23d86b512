-- ARGV: 2 user, 3 how many, 4 and 5 updated and id of the last conversation of the page before
-- The newest activity first. Returns of each {record, role, how many members}.
local key = root .. ':rooms:' .. ARGV[2]
local wanted, last_updated, last_id = tonumber(ARGV[3]), ARGV[4], ARGV[5]
local from = last_updated == '' and '+inf' or last_updated
local found, offset = {}, 0
while #found < wanted do
  local page = redis.call('ZREVRANGEBYSCORE', key, from, '-inf', 'WITHSCORES', 'LIMIT', int(offset), ARGV[3])
  if #page == 0 then
    break
  end
  offset = offset + #page / 2
  for i = 1, #page, 2 do
    local id = page[i]
    local after = last_updated == '' or tonumber(page[i + 1]) < tonumber(last_updated) or id < last_id
    if after and #found < wanted then
      found[#found + 1] =
        {redis.call('HGETALL', room_key(id)), role(id, ARGV[2]), redis.call('HLEN', people_key(id))}
    end
  end
end
return found

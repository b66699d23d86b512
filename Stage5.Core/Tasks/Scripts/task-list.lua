-- ARGV: 2 user (empty: the whole tenant), 3 how many, 4 and 5 created and id of the last task of the page before
-- Newest first. Returns the records without their results, and of each request only the brief.
local names = {'id', 'user', 'key', 'kind', 'lane', 'state', 'trace', 'run', 'inline', 'attempt', 'cancel',
  'sequence', 'created', 'updated', 'finished', 'error', 'brief'}
local key = ARGV[2] == '' and index or index .. ':' .. ARGV[2]
local wanted, last_created, last_id = tonumber(ARGV[3]), ARGV[4], ARGV[5]
local from = last_created == '' and '+inf' or last_created
local found, offset = {}, 0
while #found < wanted do
  local page = redis.call('ZREVRANGEBYSCORE', key, from, '-inf', 'WITHSCORES', 'LIMIT', int(offset), ARGV[3])
  if #page == 0 then
    break
  end
  offset = offset + #page / 2
  for i = 1, #page, 2 do
    local after = last_created == '' or tonumber(page[i + 1]) < tonumber(last_created) or page[i] < last_id
    local task = after and #found < wanted and redis.call('HMGET', task_key(page[i]), unpack(names)) or {}
    if task[1] then
      local fields = {}
      for j, name in ipairs(names) do
        fields[#fields + 1] = name == 'brief' and 'request' or name
        fields[#fields + 1] = task[j]
      end
      found[#found + 1] = fields
    end
  end
end
return found

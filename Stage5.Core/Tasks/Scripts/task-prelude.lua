-- Stands before every task script. KEYS[1] is the tenant's root: the hash tag of every key below, and on a store
-- that locks declared keys the lock that serialises the tenant's scripts.
local root = KEYS[1]
local leases, delayed, dead = root .. ':leases', root .. ':delayed', root .. ':dead'
local index, expiring = root .. ':tasks', root .. ':expiring'
-- What happened to all tasks of the tenant, so many at most: "id sequence type user" by the tenant's own number.
local feed, most_in_feed = root .. ':feed', 10000
-- What a log holds where its task does not say, and the least a task may say.
local most_events, least_events = 5000, 100
local no_run = '00000000-0000-0000-0000-000000000000'

local function task_key(id) return root .. ':task:' .. id end
local function log_key(id) return root .. ':log:' .. id end
-- List: the sequences of what a full log drops first.
local function deltas_key(id) return root .. ':deltas:' .. id end
local function lane_key(lane) return root .. ':lane:' .. lane end

local function record(id)
  return redis.call('HGETALL', task_key(id))
end

local function waiting()
  return redis.call('LLEN', lane_key('live')) + redis.call('LLEN', lane_key('batch'))
    + redis.call('ZCARD', delayed)
end

-- The fencing: only the run that holds the lease may write.
local function held(id, run)
  local task = redis.call('HMGET', task_key(id), 'state', 'run')
  return (task[1] == 'running' or task[1] == 'cancelling') and task[2] == run
end

-- A full log drops the oldest piece of a text; where it has none, the oldest event.
local function make_room(id)
  local delta = redis.call('LPOP', deltas_key(id))
  if delta then
    redis.call('ZREMRANGEBYSCORE', log_key(id), delta, delta)
  else
    redis.call('ZREMRANGEBYRANK', log_key(id), '0', '0')
  end
  redis.call('HINCRBY', task_key(id), 'dropped', 1)
end

-- The tenant's numbers have no gap, as the sequences of a task have none.
local function tell_tenant(id, sequence, type, user, event)
  local number = redis.call('HINCRBY', root, 'feed', 1)
  redis.call('ZADD', feed, int(number), id .. ' ' .. sequence .. ' ' .. type .. ' ' .. user)
  if number > most_in_feed then
    redis.call('ZREMRANGEBYRANK', feed, '0', int(-most_in_feed - 1))
  end
  redis.call('PUBLISH', root .. ':events', int(number) .. ' ' .. user .. '\n' .. event)
end

local function append(id, run, type, payload)
  local sequence = int(redis.call('HINCRBY', task_key(id), 'sequence', 1))
  -- Counted beside the log, which does not keep everything.
  redis.call('HINCRBY', task_key(id), 'events:' .. type, 1)
  redis.call('HSET', task_key(id), 'updated', int(now))
  local task = redis.call('HMGET', task_key(id), 'user', 'most')
  local event = '{"version":1,"schema":"neuraforge.task-event.v1","event":"' .. type .. '","type":"' .. type
    .. '","sequence":' .. sequence .. ',"task_id":"' .. id .. '","run_id":"' .. run
    .. '","timestamp":"' .. rfc3339(now) .. '","payload":' .. payload .. '}'
  redis.call('ZADD', log_key(id), sequence, event)
  redis.call('PUBLISH', root .. ':events:' .. id, event)
  if type == 'token_delta' then
    redis.call('RPUSH', deltas_key(id), sequence)
  else
    tell_tenant(id, sequence, type, task[1] or '', event)
  end
  if tonumber(sequence) > least_events and redis.call('ZCARD', log_key(id)) > tonumber(task[2] or most_events) then
    make_room(id)
  end
  return tonumber(sequence)
end

-- The payload of task_failed where no run wrote one: the error, and the outcome before it.
local function failed(failure)
  return '{"outcome":"failed",' .. string.sub(failure, 2)
end

-- Says that the replies which stand in ARGV from that place are put into the outbox in this step, four values an entry.
local function append_posted(id, run, first, offset)
  local ids = {}
  for i = first, #ARGV, 4 do
    ids[#ids + 1] = '"' .. id .. '.' .. int(offset + (i - first) / 4) .. '"'
  end
  if #ids > 0 then
    append(id, run, 'reply_posted', '{"channel":"' .. ARGV[first + 1] .. '","deliveries":[' .. table.concat(ids, ',') .. ']}')
  end
end

-- Drops what has outlived its retention, a few at a time.
local function trim()
  for _, entry in ipairs(redis.call('ZRANGEBYSCORE', expiring, '-inf', int(now), 'LIMIT', 0, 20)) do
    local id, user = string.sub(entry, 1, 36), string.sub(entry, 38)
    redis.call('ZREM', expiring, entry)
    redis.call('ZREM', index, id)
    redis.call('ZREM', index .. ':' .. user, id)
    redis.call('ZREM', dead, id)
    redis.call('DEL', task_key(id), log_key(id), deltas_key(id))
  end
end

-- What happened to the task, in its own words for the audit: who asked for it stands in its record.
local function audit_task(id, action, outcome, sequence, details, fingerprint)
  local task = redis.call('HMGET', task_key(id), 'actor', 'trace')
  if task[1] and task[1] ~= '' then
    audit('{"format":"stage5.audit.v1","tenant":"' .. audit_tenant .. '","actor":' .. task[1] .. ',"action":"task.'
      .. action .. '","resource":"task/' .. id .. '","outcome":"' .. outcome .. '"'
      .. (details and details ~= '' and ',"details":' .. details or '')
      .. (fingerprint and fingerprint ~= '' and ',"fingerprint":"' .. fingerprint .. '"' or '')
      .. (#task[2] == 55 and ',"trace_id":"' .. string.sub(task[2], 4, 35) .. '"' or ''), id, sequence)
  end
end

-- Tells the webhook endpoints that asked to hear of it: which task, never its text.
local function hook_task(id, state, failure)
  local endpoints = hook_subscribers('task.' .. state)
  if #endpoints > 0 then
    local task = redis.call('HMGET', task_key(id), 'kind', 'user')
    hook_put(endpoints, 'task.' .. state, id, '{"taskId":"' .. id .. '","state":"' .. state .. '","kind":"' .. task[1]
      .. '","user":"' .. task[2] .. '"' .. (failure ~= '' and ',"error":' .. failure or '') .. '}')
  end
end

-- The one way a task ends: terminal event, state, lease, retention, audit record and webhooks together.
local function finish(id, state, payload, retention, result, failure, receipt, details)
  local task = redis.call('HMGET', task_key(id), 'run', 'user')
  local sequence = append(id, task[1] ~= '' and task[1] or no_run, 'task_' .. state, payload)
  redis.call('HSET', task_key(id), 'state', state, 'finished', int(now), 'result', result, 'error', failure,
    'receipt', receipt or '')
  redis.call('ZREM', leases, id)
  -- Nothing is added any more, so nothing will be dropped.
  redis.call('DEL', deltas_key(id))
  redis.call('PEXPIRE', task_key(id), retention)
  redis.call('PEXPIRE', log_key(id), retention)
  redis.call('ZADD', expiring, int(now + tonumber(retention)), id .. ' ' .. task[2])
  audit_task(id, state, state == 'completed' and 'succeeded' or state, sequence, details)
  hook_task(id, state, failure)
  trim()
end

local function requeue_first(id)
  redis.call('ZREM', leases, id)
  redis.call('HSET', task_key(id), 'state', 'queued', 'updated', int(now))
  redis.call('LPUSH', lane_key(redis.call('HGET', task_key(id), 'lane')), id)
end


-- Stands before every script of reviews, after that of tasks; scripts of tasks open and close reviews with it.
-- Hash: 'number' of the ledger's newest entry.
local reviews = root .. ':reviews'
-- Sorted set: entries by number. Only ever added to; those of a review go together when it has outlived its retention.
local review_ledger = root .. ':reviews-ledger'
-- Sorted set: reviews by when their lease ends.
local review_leases = root .. ':reviews-leases'
-- Sorted set: decided and closed reviews by when they are dropped.
local review_expiring = root .. ':reviews-expiring'
local review_system = '{"user":"stage5","credential":"system","id":""}'
-- What a reviewer may be silent and still count as working, in ms.
local review_idle = 60000
-- Values that review_open reads.
local review_opening = 13

-- Hash: what guards decide by.
local function review_key(id) return root .. ':review:' .. id end
-- Hash: texts, and the parked turn.
local function review_evidence(id) return root .. ':review:' .. id .. ':evidence' end
-- Hash: who decided since it was opened, and the hash of what they said.
local function review_said(id) return root .. ':review:' .. id .. ':said' end
-- List: numbers of its entries.
local function review_entries(id) return root .. ':review:' .. id .. ':entries' end

local function review_text(text)
  return text ~= '' and ',"text":' .. text or ''
end

-- Adds an entry. A review's version is how many it has. rest: with its comma, or ''.
local function review_entry(id, type, by, rest)
  local number = int(redis.call('HINCRBY', reviews, 'number', 1))
  redis.call('ZADD', review_ledger, number, '{"number":' .. number .. ',"reviewId":"' .. id .. '","type":"' .. type
    .. '","at":' .. int(now) .. ',"by":"' .. by .. '"' .. rest .. '}')
  redis.call('RPUSH', review_entries(id), number)
  redis.call('HINCRBY', review_key(id), 'version', 1)
  redis.call('PUBLISH', reviews, number)
  return number
end

-- details: an object or ''; trace: of 32 digits or ''.
local function review_audit(id, action, actor, details, trace, task, sequence)
  audit('{"format":"stage5.audit.v1","tenant":"' .. audit_tenant .. '","actor":' .. actor .. ',"action":"review.'
    .. action .. '","resource":"review/' .. id .. '","outcome":"succeeded"'
    .. (details ~= '' and ',"details":' .. details or '')
    .. (trace ~= '' and ',"trace_id":"' .. trace .. '"' or ''), task, sequence)
end

-- Tells the webhook endpoints that asked to hear of it: which, why and by whom, never a text.
local function review_hook(id, event, number, rest)
  local endpoints = hook_subscribers('review.' .. event)
  if #endpoints > 0 then
    local one = redis.call('HMGET', review_key(id), 'task', 'priority', 'reasons', 'due', 'author')
    hook_put(endpoints, 'review.' .. event, id .. '-' .. number, '{"reviewId":"' .. id .. '","taskId":"' .. one[1]
      .. '","priority":"' .. one[2] .. '","reasons":' .. one[3] .. ',"dueAt":"' .. rfc3339(tonumber(one[4]))
      .. '","author":"' .. one[5] .. '"' .. rest .. '}')
  end
end

-- Drops what has outlived its retention, a few at a time.
local function review_trim()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', review_expiring, '-inf', int(now), 'LIMIT', 0, 20)) do
    for _, number in ipairs(redis.call('LRANGE', review_entries(id), 0, -1)) do
      redis.call('ZREMRANGEBYSCORE', review_ledger, number, number)
    end
    redis.call('DEL', review_key(id), review_evidence(id), review_said(id), review_entries(id))
    redis.call('ZREM', review_expiring, id)
  end
end

-- Opens the review of a task whose run holds it. ARGV from that place: review, opening, author, priority, due in ms,
-- how many approve, 1 when delivered, payload of review_requested, reasons, source, its start, parked turn, guardrails.
-- replies: how many deliveries the task leaves at once.
local function review_open(task, first, replies)
  local id, delivered = ARGV[first], ARGV[first + 6]
  redis.call('HSET', review_key(id), 'task', task, 'state', 'open', 'version', '0', 'author', ARGV[first + 2],
    'priority', ARGV[first + 3], 'due', ARGV[first + 4], 'required', ARGV[first + 5], 'reasons', ARGV[first + 8],
    'reviewer', '', 'until', '0', 'beat', '0', 'active', '0', 'approvals', '', 'edited', '0', 'out', delivered,
    'replies', int(replies),
    'posted', '0')
  redis.call('HSET', review_evidence(id), 'source', ARGV[first + 9], 'start', ARGV[first + 10],
    'parked', ARGV[first + 11], 'guardrails', ARGV[first + 12], 'texts', '', 'final', '')
  redis.call('HSET', task_key(task), 'review', id)
  local sequence = append(task, redis.call('HGET', task_key(task), 'run'), 'review_requested', ARGV[first + 7])
  local number = review_entry(id, 'opened', 'stage5', ',"opening":' .. ARGV[first + 1])
  review_audit(id, 'opened', review_system, '{"task":"' .. task .. '","reasons":' .. ARGV[first + 8] .. ',"priority":"'
    .. ARGV[first + 3] .. '"}', '', task, sequence)
  review_hook(id, 'requested', number, '')
  review_trim()
end

-- Its task was taken back: nothing is left to decide.
local function review_close(id, task, retention)
  redis.call('HSET', review_key(id), 'state', 'closed', 'until', '0')
  redis.call('ZREM', review_leases, id)
  redis.call('ZADD', review_expiring, int(now + tonumber(retention)), id)
  review_entry(id, 'closed', 'stage5', '')
  review_audit(id, 'closed', review_system, '{"task":"' .. task .. '"}', '')
  review_trim()
end

-- What guards need; nil where there is none, or where it has outlived its retention. A lease that ran out is none.
local function review_read(id)
  local gone = redis.call('ZSCORE', review_expiring, id)
  if gone and tonumber(gone) <= now then
    return nil
  end
  local one = redis.call('HMGET', review_key(id), 'task', 'state', 'version', 'author', 'priority', 'due', 'required',
    'reviewer', 'until', 'beat', 'active', 'approvals', 'edited', 'replies')
  if not one[1] then
    return nil
  end
  local lease = one[2] == 'leased' and tonumber(one[9]) > now
  return {task = one[1], state = (one[2] == 'leased' and not lease) and 'open' or one[2], version = one[3],
    author = one[4], priority = one[5], due = tonumber(one[6]), required = tonumber(one[7]), reviewer = one[8],
    ends = one[9], beat = tonumber(one[10]), active = tonumber(one[11]), approvals = one[12],
    edited = one[13] == '1', replies = tonumber(one[14]), leased = lease}
end

-- Approvals are users with a space behind each.
local function review_approved(found, user)
  return string.find(' ' .. found.approvals, ' ' .. user .. ' ', 1, true) ~= nil
end

-- Why nobody, or not this person, may decide it; nil where they may.
local function review_refusal(found, user)
  if found.state == 'closed' or found.state == 'decided' then
    return found.state
  end
  if found.author == user then
    return 'own'
  end
  if found.leased and found.reviewer ~= user then
    return 'leased'
  end
  return review_approved(found, user) and 'second' or nil
end

-- expected: '' for none given, '*' for any. Returns nil where it is the version.
local function review_stale(found, expected)
  if expected == '' then
    return 'unseen'
  end
  return expected ~= '*' and expected ~= found.version and 'conflict' or nil
end

local function review_refuse(outcome, found)
  return {outcome, found and found.reviewer or '', found and found.ends or '0'}
end

-- ARGV: 2 id, 3 user, 4 expected version, 5 version that the rest was made for, 6 approved, edited or rejected,
-- 7 hash of what was said, 8 reason or '', 9 characters edited or '', 10 texts as they stand from then on, 11 actor,
-- 12 trace, 13 retention of reviews in ms, 14 retention of tasks in ms, 15 payload of review_decided, 16 state that the
-- task ends in, 17 payload of its end, 18 result, 19 error, 20 receipt, 21 details for the audit, 22 ... replies as
-- put_replies reads them: what goes out, or what takes back what went out
-- Returns {'done'}, {'repeated'} for the same decision of the same person, {'again'} when it was made for another
-- version, or why not as review-lease does. Everything that a decision does is done here or not at all.
local id, user, decision = ARGV[2], ARGV[3], ARGV[6]
local found = review_read(id)
if not found then
  return review_refuse('missing')
end
if redis.call('HGET', review_said(id), user) == ARGV[7] then
  return {'repeated'}
end
local refusal = review_refusal(found, user)
if refusal == 'leased' or not refusal and not found.leased then
  return review_refuse('notYours', found)
end
refusal = refusal or review_stale(found, ARGV[4])
if refusal then
  return review_refuse(refusal, found)
end
if found.version ~= ARGV[5] then
  return {'again'}
end

local task, active = found.task, int(found.active + math.min(now - found.beat, review_idle))
local edited = decision == 'edited' or decision == 'approved' and found.edited
-- Whoever approves another's edit lets an edit out.
local came = decision == 'approved' and edited and 'edited' or decision
local approvals = found.approvals
if decision == 'edited' then
  -- What somebody approved before was another text.
  redis.call('DEL', review_said(id))
  approvals = user .. ' '
elseif decision == 'approved' then
  approvals = approvals .. user .. ' '
end
local _, count = string.gsub(approvals, ' ', '')
local last = decision == 'rejected' or count >= found.required
local rest = ',"decision":"' .. came .. '","active":' .. active
  .. (ARGV[9] ~= '' and ',"editDistance":' .. ARGV[9] or '') .. review_text(ARGV[8])
local details = '{"task":"' .. task .. '","decision":"' .. came .. '"'
  .. (ARGV[9] ~= '' and ',"edit_distance":' .. ARGV[9] or '') .. '}'
redis.call('HSET', review_said(id), user, ARGV[7])
redis.call('HSET', review_key(id), 'state', last and 'decided' or 'open', 'until', '0', 'active', '0', 'reviewer', '',
  'approvals', approvals, 'edited', edited and '1' or '0')
redis.call('HSET', review_evidence(id), 'texts', ARGV[10])
redis.call('ZREM', review_leases, id)
if not last then
  review_entry(id, 'approved', user, rest)
  review_audit(id, 'approved', ARGV[11], details, ARGV[12])
  return {'done'}
end

local number = review_entry(id, 'decided', user, rest)
redis.call('HSET', review_evidence(id), 'final', decision == 'rejected' and '' or ARGV[10])
redis.call('ZADD', review_expiring, int(now + tonumber(ARGV[13])), id)
local state, run, author = unpack(redis.call('HMGET', task_key(task), 'state', 'run', 'user'))
local sequence
if state == 'awaitingreview' then
  sequence = append(task, run, 'review_decided', ARGV[15])
end
review_audit(id, 'decided', ARGV[11], details, ARGV[12], sequence and task or nil, sequence)
review_hook(id, 'decided', number, ',"decision":"' .. came .. '","reviewer":"' .. user .. '"')
if state == 'awaitingreview' then
  append_posted(task, run, 22, found.replies)
  finish(task, ARGV[16], ARGV[17], ARGV[14], ARGV[18], ARGV[19], ARGV[20], ARGV[21])
end
if #ARGV > 21 then
  put_replies(task, author or found.author, 22, found.replies)
  -- What stands now is what the next decision would take back.
  redis.call('HSET', review_key(id), 'replies', int(found.replies + (#ARGV - 21) / 4), 'posted', int(found.replies))
end
redis.call('HSET', review_key(id), 'out', decision == 'rejected' and '0' or '1')
review_trim()
return {'done'}

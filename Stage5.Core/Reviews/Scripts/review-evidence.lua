-- ARGV: 2 id, 3 user. Returns {} or {version, 1 when its reply is out, number of the first delivery that stands, who
-- wrote it, hash of what the user said or '', source, parked turn, guardrails, texts as they stand, texts that went out}.
local one = redis.call('HMGET', review_key(ARGV[2]), 'version', 'out', 'posted', 'author')
if not one[1] then
  return {}
end
local evidence = redis.call('HMGET', review_evidence(ARGV[2]), 'source', 'parked', 'guardrails', 'texts', 'final')
return {one[1], one[2], one[3], one[4], redis.call('HGET', review_said(ARGV[2]), ARGV[3]) or '', unpack(evidence)}

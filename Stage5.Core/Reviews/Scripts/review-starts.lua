-- ARGV: 2 ... ids. Returns how the source of each begins.
local starts = {}
for i = 2, #ARGV do
  starts[i - 1] = redis.call('HGET', review_evidence(ARGV[i]), 'start') or ''
end
return starts

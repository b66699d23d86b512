-- ARGV: 2 key, 3 token of who asks. One hash an answer: answer and until, token and lease of who leads.
local name = KEYS[1] .. ':answer:' .. ARGV[2]

local function leads()
  return redis.call('HGET', name, 'token') == ARGV[3]
end

local function tell()
  redis.call('PUBLISH', KEYS[1] .. ':answers', ARGV[2])
end


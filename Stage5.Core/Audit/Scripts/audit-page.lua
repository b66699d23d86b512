-- Sealed lines and, behind them, open records. ARGV: 2 'up' or 'down'; 3 number to start after, '' for the end it
-- starts from; 4 most. Returns {oldest sealed number kept, its prev or '', sealed number, head, lines}.
local up, most = ARGV[2] == 'up', tonumber(ARGV[4])
local from = ARGV[3] ~= '' and '(' .. ARGV[3] or up and '-inf' or '+inf'
local function part(kept, count)
  if count <= 0 then
    return {}
  end
  local key = audit_root .. ':' .. kept
  if up then
    return redis.call('ZRANGEBYSCORE', key, from, '+inf', 'LIMIT', 0, count)
  end
  return redis.call('ZREVRANGEBYSCORE', key, from, '-inf', 'LIMIT', 0, count)
end
local lines = part(up and 'sealed' or 'open', most)
for _, line in ipairs(part(up and 'open' or 'sealed', most - #lines)) do
  lines[#lines + 1] = line
end
local state = redis.call('HMGET', audit_root, 'trimmed', 'trimmed_hash', 'sealed', 'head')
return {state[1] or '0', state[2] or '', state[3] or '0', state[4] or '', lines}

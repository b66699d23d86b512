-- Sealed lines and, behind them, open records. ARGV: 2 'up' or 'down'; 3 number to start after, '' for the end it
-- starts from; 4 most. Returns {number and hash of the last one forgotten, sealed number, head, last number given,
-- number that the last line stands at or '', lines}.
local up, most = ARGV[2] == 'up', tonumber(ARGV[4])
local from = ARGV[3] ~= '' and '(' .. ARGV[3] or up and '-inf' or '+inf'
local lines, last = {}, ''
local function part(kept)
  local key, count, found = audit_root .. ':' .. kept, most - #lines, {}
  if count <= 0 then
    return
  end
  if up then
    found = redis.call('ZRANGEBYSCORE', key, from, '+inf', 'WITHSCORES', 'LIMIT', 0, count)
  else
    found = redis.call('ZREVRANGEBYSCORE', key, from, '-inf', 'WITHSCORES', 'LIMIT', 0, count)
  end
  for i = 1, #found, 2 do
    lines[#lines + 1], last = found[i], found[i + 1]
  end
end
part(up and 'sealed' or 'open')
part(up and 'open' or 'sealed')
local state = redis.call('HMGET', audit_root, 'trimmed', 'trimmed_hash', 'sealed', 'head', 'number')
if last ~= '' then
  last = int(tonumber(last))
end
return {state[1] or '0', state[2] or '', state[3] or '0', state[4] or '', state[5] or '0', last, lines}

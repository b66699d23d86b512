-- Stands before every guard script. KEYS[1] is the tenant's root. Money is in whole millionths, below 2^53.
local root = KEYS[1]
local holds, batch, money = root .. ':holds', root .. ':holds:batch', root .. ':money'
local budgets, ledger = root .. ':budgets', root .. ':ledger'
local scopes = {'tenant', 'key', 'user', 'conversation'}
local windows = {'hour', 'day', 'week', 'month'}
local parts = {'start', 'spent', 'held'}
local day_ms = 86400000

local spend_fields = {}
for w = 1, 4 do
  for p = 1, 3 do
    spend_fields[#spend_fields + 1] = windows[w] .. ':' .. parts[p]
  end
end

local function hold_key(id) return root .. ':hold:' .. id end

local function spend_key(s, ids)
  if s == 1 then
    return root .. ':spend:tenant'
  end
  return root .. ':spend:' .. scopes[s] .. ':' .. ids[scopes[s]]
end

-- What one scope has spent and held, by window; a window that was never used starts at 0.
local function read_spend(key)
  local raw, spend = redis.call('HMGET', key, unpack(spend_fields)), {}
  for w = 1, 4 do
    local start, spent, held = raw[w * 3 - 2], raw[w * 3 - 1], raw[w * 3]
    spend[w] = {start = tonumber(start or 0), spent = tonumber(spent or 0), held = tonumber(held or 0)}
  end
  return spend
end

-- The windows that the store's clock is in, found among boundaries the host sent: four lists of times and the
-- days' names. Nil when a list does not reach the store's time: the host's clock is then far off.
local function calendar(first)
  local at, place = {}, 0
  for w = 1, 4 do
    local i, start, finish = 0, nil, nil
    for text in string.gmatch(ARGV[first + w - 1], '%d+') do
      local boundary = tonumber(text)
      i = i + 1
      if boundary <= now then
        start = boundary
        place = w == 2 and i or place
      elseif not finish then
        finish = boundary
      end
    end
    if not start or not finish then
      return nil
    end
    at[w] = {start = start, finish = finish}
  end
  local i = 0
  for name in string.gmatch(ARGV[first + 4], '%d+') do
    i = i + 1
    if i == place then
      at.day = name
    end
  end
  return at
end

local function load_hold(id)
  local names = {'state', 'class', 'user', 'key', 'conversation', 'amount', 'counted', 'charged', 'since'}
  local raw = redis.call('HMGET', hold_key(id), unpack(names))
  if not raw[1] then
    return nil
  end
  local hold = {id = id}
  for i = 1, #names do
    hold[names[i]] = raw[i]
  end
  hold.amount, hold.charged = tonumber(hold.amount or 0), tonumber(hold.charged or 0)
  return hold
end

local function save_hold(hold)
  redis.call('HSET', hold_key(hold.id), 'state', 'open', 'class', hold.class, 'user', hold.user, 'key', hold.key,
    'conversation', hold.conversation, 'since', hold.since, 'amount', int(hold.amount), 'counted', hold.counted)
end

-- Adds to what a hold's counters hold and have spent, in the windows it was reserved in; a window that is over by
-- now has no counter any more. Returns what those windows have spent since.
local function apply(hold, held, spent)
  local after, key, was, change = {}, nil, nil, {}
  local function flush()
    if #change > 0 then
      redis.call('HSET', key, unpack(change))
      change = {}
    end
  end
  for s, w, start in string.gmatch(hold.counted, '(%d):(%d):(%d+)') do
    s, w = tonumber(s), tonumber(w)
    local own = spend_key(s, hold)
    if own ~= key then
      flush()
      key, was = own, read_spend(own)
    end
    local counter = was[w]
    if counter.start == tonumber(start) then
      change[#change + 1], change[#change + 2] = windows[w] .. ':held', int(counter.held + held)
      change[#change + 1], change[#change + 2] = windows[w] .. ':spent', int(counter.spent + spent)
      after[#after + 1] = {s = s, w = w, key = key, start = start, spent = counter.spent + spent}
    end
  end
  flush()
  return after
end

-- Sums of one provider and model in a day: calls, input, cached, output, cost, unpriced, estimated.
local function add_usage(user, day, name, sums)
  local keep = {['usage:' .. day] = 400, ['usage:' .. day .. ':' .. user] = 100}
  for suffix, days in pairs(keep) do
    local key, total, i = root .. ':' .. suffix, {}, 0
    for number in string.gmatch(redis.call('HGET', key, name) or '0,0,0,0,0,0,0', '[-%d]+') do
      i = i + 1
      total[i] = int(tonumber(number) + sums[i])
    end
    redis.call('HSET', key, name, table.concat(total, ','))
    redis.call('PEXPIRE', key, int(days * day_ms))
  end
end

local function tell(entry, reserved, charged)
  redis.call('LPUSH', ledger, '{"at":' .. int(now) .. ',"reserved":' .. int(reserved) .. ',"charged":'
    .. int(charged) .. ',' .. string.sub(entry, 2))
  redis.call('LTRIM', ledger, 0, 999)
end

-- The law's books: reserved = settled + released + held.
local function book(name, amount)
  if amount ~= 0 then
    redis.call('HINCRBY', money, name, int(amount))
  end
end

local function leave(id)
  redis.call('ZREM', holds, id)
  redis.call('SREM', batch, id)
end

-- Charges in full the holds whose lease ended: their process is gone, and the provider may have been paid.
local function reap(most, day)
  local count, total = 0, 0
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', holds, '-inf', int(now), 'LIMIT', 0, most)) do
    local hold = load_hold(id)
    leave(id)
    if hold and hold.state == 'open' then
      local amount = hold.amount
      count, total = count + 1, total + amount
      apply(hold, -amount, amount)
      book('held', -amount)
      book('settled', amount)
      if amount > 0 then
        add_usage(hold.user, day, 'unknown|unknown', {1, 0, 0, 0, amount, 0, 1})
      end
      tell('{"hold":"' .. id .. '","user":' .. cjson.encode(hold.user) .. ',"key":' .. cjson.encode(hold.key)
        .. ',"operation":"","outcome":"expired","spends":[]}', amount, amount)
      redis.call('HSET', hold_key(id), 'state', 'expired', 'charged', int(amount), 'day', day)
      redis.call('PEXPIRE', hold_key(id), int(day_ms))
    end
  end
  return count, total
end

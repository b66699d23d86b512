-- Which budgets a hold stands in, and whether they can carry it. Stands after guard-prelude.
local function merge(into, packed)
  if not packed or packed == '' then
    return
  end
  local w = 0
  for entry in string.gmatch(packed .. ';', '([^;]*);') do
    w = w + 1
    local hard, soft = string.match(entry, '^(%S+)/(%S+)$')
    if hard then
      into[w] = {hard = tonumber(hard), soft = tonumber(soft)}
    end
  end
end

-- By scope and window: configuration, over it an administrator's limit for each one, over that one's own.
local function limits_of(ids, first)
  local set = redis.call('HMGET', budgets, 'tenant', 'tenant', 'key', 'key ' .. ids.key,
    'user', 'user ' .. ids.user, 'conversation', 'conversation ' .. ids.conversation)
  local limits = {}
  for s = 1, 4 do
    limits[s] = {}
    merge(limits[s], ARGV[first + s - 1])
    merge(limits[s], set[s * 2 - 1])
    merge(limits[s], set[s * 2])
    -- Behind the windows may stand the share of a hard limit that counts as its soft one.
    local percent = tonumber(string.match(ARGV[first + s - 1], ';%%(%d+)$'))
    for _, limit in pairs(limits[s]) do
      if percent and limit.hard and not limit.soft then
        limit.soft = math.floor(limit.hard * percent / 100)
      end
    end
  end
  return limits
end

-- Tenant and user are always counted, so that a limit set later knows what was spent; keys and conversations only
-- under a limit, because there is no end to them. A window never goes back, whatever the clock does.
local function counters(ids, at, limits)
  local list = {}
  for s = 1, 4 do
    if s == 1 or ids[scopes[s]] ~= '' then
      local key, was = spend_key(s, ids), nil
      for w = 1, 4 do
        local limit = limits[s][w] or {}
        if s == 1 or s == 3 or limit.hard or limit.soft then
          was = was or read_spend(key)
          local counter = was[w]
          if counter.start < at[w].start then
            counter = {start = at[w].start, spent = 0, held = 0}
          end
          list[#list + 1] = {s = s, w = w, key = key, start = counter.start, spent = counter.spent,
            held = counter.held, hard = limit.hard, finish = at[w].finish}
        end
      end
    end
  end
  return list
end

-- The first of the worst cases (from ARGV[first]) that every hard limit can carry. An unknown price ('') is only
-- carried where nothing is enforced. Else nil and what is short for the cheapest.
local function afford(hold, list, enforce, first)
  local least, short
  for _, counter in ipairs(list) do
    if counter.hard and enforce then
      local mark = counter.s .. ':' .. counter.w .. ':' .. int(counter.start) .. ' '
      local own = string.find(hold.counted, mark, 1, true) and hold.amount or 0
      local left = counter.hard - counter.spent - counter.held + own
      if not least or left < least or (left == least and counter.finish > short.finish) then
        least, short = left, counter
      end
    end
  end
  local cheapest
  for i = first, #ARGV do
    local amount = tonumber(ARGV[i])
    if not least or amount == 0 or (amount and amount <= least) then
      return i - first, amount or 0
    end
    if amount and (not cheapest or amount < cheapest) then
      cheapest = amount
    end
  end
  if not cheapest then
    return nil, {'price'}
  end
  return nil, {'budget', short.s, short.w, int(short.hard), int(least), int(short.finish),
    cheapest <= short.hard and 1 or 0}
end

-- Puts the hold into its counters, rolled to their windows.
local function stand(hold, list, amount)
  local marks, change, key, finish = {}, {}, nil, 0
  local function flush()
    if #change > 0 then
      redis.call('HSET', key, unpack(change))
      redis.call('PEXPIRE', key, int(finish - now + day_ms))
    end
    change, finish = {}, 0
  end
  for _, counter in ipairs(list) do
    if counter.key ~= key then
      flush()
      key = counter.key
    end
    local name = windows[counter.w]
    for part, value in pairs({start = counter.start, spent = counter.spent, held = counter.held + amount}) do
      change[#change + 1], change[#change + 2] = name .. ':' .. part, int(value)
    end
    finish = math.max(finish, counter.finish)
    marks[#marks + 1] = counter.s .. ':' .. counter.w .. ':' .. int(counter.start) .. ' '
  end
  flush()
  hold.amount, hold.counted = amount, table.concat(marks)
  book('reserved', amount)
  book('held', amount)
end

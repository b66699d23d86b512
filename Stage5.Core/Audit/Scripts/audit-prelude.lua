-- Stands after the clock in every script that changes what the audit tells of. KEYS[1] is the tenant's root.
local audit_root = KEYS[1] .. ':audit'
local audit_tenant = string.match(KEYS[1], '{(.-)}')

-- Civil date from days since 1970, years counted from 1 March.
local function rfc3339(ms)
  local days = math.floor(ms / 86400000) + 719468
  local era = math.floor(days / 146097)
  local day = days - era * 146097
  local leaps = math.floor(day / 1460) - math.floor(day / 36524) + math.floor(day / 146096)
  local year = math.floor((day - leaps) / 365)
  day = day - (365 * year + math.floor(year / 4) - math.floor(year / 100))
  local month = math.floor((5 * day + 2) / 153)
  day = day - math.floor((153 * month + 2) / 5) + 1
  year = year + era * 400
  if month < 10 then
    month = month + 3
  else
    month = month - 9
    year = year + 1
  end
  local second = math.floor(ms / 1000) % 86400
  return string.format('%04.0f-%02.0f-%02.0fT%02.0f:%02.0f:%02.0f.%03.0fZ', year, month, day,
    math.floor(second / 3600), math.floor(second / 60) % 60, second % 60, ms % 1000)
end

-- Adds a record, in the same step as what it tells of: its number, time and place in a task's log are the store's.
-- It is chained to the one before by whoever seals. The entry is a JSON object without its last brace.
local function audit(entry, task_id, sequence)
  local number = redis.call('HINCRBY', audit_root, 'number', 1)
  -- The envelope of the task's event it belongs to; said as null too, so that every line has the same members.
  entry = entry .. (task_id
    and ',"task_id":"' .. task_id .. '","schema":"neuraforge.task-event.v1","sequence":' .. int(sequence)
    or ',"task_id":null,"schema":null,"sequence":null')
  redis.call('ZADD', audit_root .. ':open', int(number),
    entry .. ',"at":"' .. rfc3339(now) .. '","number":' .. int(number) .. '}')
  redis.call('PUBLISH', 's5:audit', audit_tenant)
  return number
end


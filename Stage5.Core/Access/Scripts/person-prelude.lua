-- Stands after the clock and the audit in every script of people and roles. KEYS[1] is the tenant's root.
local people = KEYS[1] .. ':people'
local admins = KEYS[1] .. ':admins'
local assigned = KEYS[1] .. ':assigned'

local function person_of(user)
  return KEYS[1] .. ':person:' .. user
end

-- What is not set is nothing; assigned roles may be '', which is none.
local function person_fields(user)
  return redis.call('HMGET', person_of(user), 'first', 'last', 'source', 'roles', 'assigned', 'assigned_by',
    'assigned_at', 'version')
end

local function is_admin(roles)
  return string.find(' ' .. roles .. ' ', ' admin ', 1, true) ~= nil
end

-- Other administrators than the user: assigned, or seen within 30 days. A token may never come again.
local function other_admins(user)
  local count = 0
  for _, admin in ipairs(redis.call('SMEMBERS', admins)) do
    local person = redis.call('HMGET', person_of(admin), 'assigned', 'last')
    if admin ~= user and (person[1] or tonumber(person[2] or '0') > now - 30 * 24 * 3600 * 1000) then
      count = count + 1
    end
  end
  return count
end

-- Assigned roles take the place of the token's.
local function keep_admin(user, roles)
  if is_admin(roles) then
    redis.call('SADD', admins, user)
  else
    redis.call('SREM', admins, user)
  end
end


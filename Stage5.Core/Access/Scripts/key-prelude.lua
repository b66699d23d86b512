-- Stands after the clock and the audit in every script of API keys. KEYS[1] is the tenant's root.
local key_ids = KEYS[1] .. ':keys'
local key_names = KEYS[1] .. ':key-names'

local function key_of(id)
  return KEYS[1] .. ':key:' .. id
end

-- What is not set is ''. The old secret is there only while it is good.
local function key_fields(id)
  local fields = redis.call('HMGET', key_of(id), 'name', 'user', 'role', 'scopes', 'hash', 'old_hash', 'old_until',
    'expires', 'created_by', 'created_at', 'rotated_at', 'last_used')
  if not fields[1] then
    return false
  end
  if fields[7] == '' or tonumber(fields[7]) <= now then
    fields[6], fields[7] = '', ''
  end
  return fields
end

local function key_changed(id)
  redis.call('PUBLISH', 's5:keys', id)
end


-- Stands before every draft script. KEYS[1] is the tenant's root.
local root = KEYS[1]
-- Drafts that a worker has to look at, by when. Whoever claims one moves it to the end of its lease.
local due = root .. ':drafts:due'

local function draft_key(id) return root .. ':draft:' .. id end
local function list_key(user) return root .. ':drafts:of:' .. user end

local function tell(user)
  redis.call('PUBLISH', root .. ':drafts:' .. user, '')
end

local function forget(id, user)
  redis.call('DEL', draft_key(id))
  redis.call('ZREM', due, id)
  redis.call('ZREM', list_key(user), id)
end

-- True while the draft is to be seen.
local function stands(id, user)
  local draft = redis.call('HMGET', draft_key(id), 'user', 'state', 'gone')
  return draft[1] == user and draft[2] ~= 'deleted' and tonumber(draft[3]) > now
end

-- Ids of the user's drafts, newest first; drops what has outlived its time.
local function drafts_of(user)
  local found = {}
  for _, id in ipairs(redis.call('ZREVRANGE', list_key(user), '0', '-1')) do
    if stands(id, user) then
      found[#found + 1] = id
    else
      forget(id, user)
    end
  end
  return found
end

local shown = {'id', 'user', 'key', 'consentBy', 'consentAt', 'state', 'attempts', 'waits', 'next', 'task', 'enqueued',
  'reason', 'created', 'updated', 'expires', 'brief'}

local function record(id, ...)
  local names, fields = {unpack(shown)}, {}
  for _, name in ipairs({...}) do
    names[#names + 1] = name
  end
  for i, value in ipairs(redis.call('HMGET', draft_key(id), unpack(names))) do
    fields[#fields + 1] = names[i]
    fields[#fields + 1] = value or ''
  end
  return fields
end


-- Stands before every script of the outbox, and before task-finish, which writes into it.
-- Sorted set: conversations that something is to be delivered to, by when they are due; while somebody delivers, by
-- when their lease ends.
local outbox = KEYS[1] .. ':outbox'
local reply_retired = KEYS[1] .. ':replies-dead'

local function reply_key(id) return KEYS[1] .. ':reply:' .. id end
-- List: ids in the order in which they are delivered to a conversation.
local function reply_queue(room) return KEYS[1] .. ':outbox:' .. room end
-- List: ids of a task.
local function replies_of(task) return KEYS[1] .. ':replies:' .. task end

local function reply_push(id, room)
  redis.call('RPUSH', reply_queue(room), id)
  -- One that waits for its next attempt, or is in delivery, is not hurried.
  if not redis.call('ZSCORE', outbox, room) then
    redis.call('ZADD', outbox, int(now), room)
  end
end

local function reply_wake()
  redis.call('PUBLISH', 's5:replies', string.match(KEYS[1], '{(.*)}$'))
end

-- Puts what stands in ARGV from that place into the outbox, four values an entry: conversation, channel, recipient,
-- content. offset: how many the task has already.
local function put_replies(task, user, first, offset)
  for i = first, #ARGV, 4 do
    local id = task .. '.' .. int(offset + (i - first) / 4)
    redis.call('HSET', reply_key(id), 'id', id, 'task', task, 'user', user, 'room', ARGV[i], 'channel', ARGV[i + 1],
      'to', ARGV[i + 2], 'content', ARGV[i + 3], 'state', 'pending', 'attempts', '0', 'error', '', 'lease', '',
      'delivered', '')
    redis.call('RPUSH', replies_of(task), id)
    reply_push(id, ARGV[i])
  end
  reply_wake()
end

-- Off the queue: delivered, or given up.
local function reply_end(id, state, failure, retention)
  local entry = redis.call('HMGET', reply_key(id), 'room', 'task', 'user')
  redis.call('LREM', reply_queue(entry[1]), 1, id)
  redis.call('HSET', reply_key(id), 'state', state, 'lease', '', 'error', failure,
    'delivered', state == 'delivered' and int(now) or '')
  redis.call('PEXPIRE', reply_key(id), retention)
  redis.call('PEXPIRE', replies_of(entry[2]), retention)
  if state == 'delivered' then
    -- It stands where it was delivered to.
    redis.call('HDEL', reply_key(id), 'content')
  else
    for _, key in ipairs({reply_retired, reply_retired .. ':' .. entry[3]}) do
      redis.call('ZADD', key, int(now), id)
      redis.call('ZREMRANGEBYSCORE', key, '-inf', int(now - tonumber(retention)))
    end
  end
end

-- What people see of an entry.
local function reply_view(id)
  return redis.call('HMGET', reply_key(id), 'id', 'channel', 'to', 'state', 'attempts', 'error', 'delivered', 'room')
end


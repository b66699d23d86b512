-- ARGV: 2 version known already, '' for none. Returns {version, document}; the document is '' where it is known.
local settings = redis.call('HMGET', KEYS[1] .. ':settings', 'version', 'document')
local version = settings[1] or '0'
if version == ARGV[2] then
  return {version, ''}
end
return {version, settings[2] or '{}'}

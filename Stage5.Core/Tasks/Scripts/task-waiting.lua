-- Returns how many tasks of the tenant wait, delayed ones too.
return waiting()

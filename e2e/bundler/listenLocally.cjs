// Loaded before the bundler, which listens on all addresses and cannot be told otherwise: on 127.0.0.1 only.
const { Server } = require('node:net')

const { listen } = Server.prototype

Server.prototype.listen = function (...args) {
  const [first] = args
  if (typeof first === 'object' && first !== null) args[0] = { ...first, host: '127.0.0.1' }
  else if (typeof args[1] === 'string') args[1] = '127.0.0.1'
  else args.splice(1, 0, '127.0.0.1')
  return listen.apply(this, args)
}

// Loaded before a program (node --require): whatever in it asks for React gets React 18. At its end it says which React it had.
'use strict'

const Module = require('node:module')

const resolve = Module._resolveFilename
Module._resolveFilename = (request, ...rest) => resolve(request.replace(/^(react|react-dom)(?=$|\/)/, '$1-18'), ...rest)

const packageOf = (file) => /node_modules[\\/](react(?:-dom)?(?:-18)?)[\\/]/.exec(file)?.[1] ?? []

process.on('exit', () => {
  const packages = new Set(Object.keys(require.cache).flatMap(packageOf))
  console.log(`Loaded: ${[...packages].sort().join(', ')}`)
})

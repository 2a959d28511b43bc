// `npm cit` in this folder, after `npm ci` in the repository: test/main.ts.
const { join } = require('node:path')

require('ts-node').register({ transpileOnly: true, project: join(__dirname, '../../tsconfig.json') })
require('./test/main')

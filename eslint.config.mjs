// Lint rules: strict TypeScript, and who may import whom.
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

// The folders of src, each with those it may import. Every folder may also import contracts.ts and its own files.
const MIDDLE = ['errors', 'session']
const LAYERS = {
  errors: [],
  session: ['errors'],
  verdict: MIDDLE,
  wire: MIDDLE,
  accounts: MIDDLE,
  // Whose module a wallet trusts.
  approval: [...MIDDLE, 'accounts', 'verdict', 'release'],
  // Browsers: what they keep, behind an entry of its own.
  keys: [...MIDDLE, 'store', 'wire'],
  owner: [...MIDDLE, 'accounts', 'userOp'],
  store: MIDDLE,
  // Files: for Node alone, behind an entry of their own.
  node: [...MIDDLE, 'store'],
  // Asks nodes, whose answers it reads as those of any service.
  history: [...MIDDLE, 'rpc'],
  // Puts an op together from an account's words and the wire's bytes.
  userOp: [...MIDDLE, 'accounts', 'wire'],
  rpc: ['errors'],
  bundler: [...MIDDLE, 'userOp', 'rpc'],
  paymaster: [...MIDDLE, 'userOp', 'rpc'],
  // Tests of other people's accounts.
  testing: [...MIDDLE, 'accounts', 'owner', 'rpc', 'userOp', 'wire'],
  client: [
    ...MIDDLE,
    'approval',
    'verdict',
    'wire',
    'userOp',
    'accounts',
    'owner',
    'store',
    'history',
    'bundler',
    'paymaster',
    // Where this version of the module is on every chain.
    'release',
  ],
  // Entries of their own, for who has these beside.
  viem: [...MIDDLE, 'client', 'bundler', 'owner', 'rpc', 'userOp', 'verdict'],
  react: [...MIDDLE, 'client'],
}

// The command line: for Node alone, and over everything.
LAYERS.cli = [...LAYERS.client, 'client', 'rpc', 'testing', 'node', 'deployments']

const runsInBrowsers = {
  regex: '^(node:|hardhat|@nomicfoundation/|@account-abstraction/|chai|mocha)',
  message: 'src runs in browsers: it imports no tools and no Node modules.',
}
const NODE_ONLY = ['node', 'cli']
const browsersHaveNone = {
  regex: '^\\./(node|fileStore)(/|$)',
  message: 'What is for Node alone is reached through the entry ./fileStore.',
}
const staysInside = {
  regex: '^(\\.\\./)+(test|scripts|deploy|bench|demo|e2e|artifacts)(/|$)',
  message: 'src is the published client: tests, scripts, deploy, bench, demo and e2e import it, never the other way.',
}
const oneDoor = {
  regex: 'typechain-types',
  message: 'contracts.ts is the one door to the generated types.',
}
const judgesAlone = {
  regex: '^\\.\\./session/(brokenRule|readArgument|periodIndexAt|wordType|wordTypeText)$',
  message: 'src/verdict is a judge of its own: it shares no reading or comparing of arguments.',
}
const publishedThings = {
  regex: '^(\\.\\./)+(test|scripts|bench|demo|e2e)(/|$)',
  message: 'deploy is used by tests, bench, demo and e2e, never the other way.',
}

function boundary(files, patterns, ignores = []) {
  return { files, ignores, rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] } }
}

/** Folders inside of those of src, by the folder they stand in: '../x' is a file of that folder there. */
const SUBFOLDERS = {
  session: ['templates'],
  testing: ['behaviors', 'oracle'],
  client: ['queue', 'sessions'],
  cli: ['commands'],
}

function layer([folder, allowed]) {
  const doors = ['contracts$', ...[folder, ...allowed].map((name) => `${name}(/|$)`)].join('|')
  const message = `src/${folder} may import ${['contracts.ts', ...allowed].join(', ')} and nothing else of src.`
  const outside = (up) => ({ regex: `^${up}(?!\\.\\./|${doors})`, message })
  const inBrowsers = NODE_ONLY.includes(folder) ? [] : [runsInBrowsers]
  const always = [...inBrowsers, staysInside, oneDoor, ...(folder === 'verdict' ? [judgesAlone] : [])]
  const inner = (SUBFOLDERS[folder] ?? []).map((name) => `src/${folder}/${name}/**/*.ts`)
  return [
    boundary([`src/${folder}/**/*.ts`], [...always, outside('\\.\\./')], inner),
    ...(inner.length === 0 ? [] : [boundary(inner, [...always, outside('\\.\\./\\.\\./')])]),
  ]
}

export default defineConfig(
  {
    ignores: [
      'node_modules',
      'artifacts',
      'cache',
      'coverage',
      'typechain-types',
      '**/dist',
      'scripts/package/scratch',
      // Made of packages that only its own folder installs; `npm test` there checks its types.
      'examples/indexer/*.ts',
      'examples/indexer/src',
      // The same: `npm run e2e:web` installs them, and checks types and these rules.
      'demo/web/e2e',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/return-await': ['error', 'always'],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
        { selector: 'TSEnumDeclaration', message: 'A union of literals in place of an enum.' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
    },
  },
  {
    // Tools want a default export, and Hardhat a promise from every task.
    files: ['hardhat.config.ts', 'demo/**/*.config.ts'],
    rules: { 'no-restricted-syntax': 'off', '@typescript-eslint/require-await': 'off' },
  },
  {
    // chai's assertions are expressions, and what the network answers is typed by hand.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-properties': [
        'error',
        { object: 'it', property: 'only', message: 'All tests run.' },
        { object: 'describe', property: 'only', message: 'All tests run.' },
        { object: 'it', property: 'skip', message: 'All tests run.' },
        { object: 'describe', property: 'skip', message: 'All tests run.' },
      ],
    },
  },
  ...Object.entries(LAYERS).flatMap(layer),
  boundary(
    ['src/*.ts'],
    [runsInBrowsers, browsersHaveNone, staysInside, oneDoor],
    ['src/contracts.ts', 'src/fileStore.ts'],
  ),
  boundary(['src/fileStore.ts'], [runsInBrowsers, staysInside, oneDoor]),
  boundary(['src/contracts.ts'], [runsInBrowsers, staysInside]),
  boundary(['deploy/**/*.ts'], [publishedThings]),
)

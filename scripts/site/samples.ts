/** Pages with code, and the test that runs all of it, in its order. What a package's user compiles is in scripts/package/scratch. */
export const SAMPLES = {
  'README.md': 'test/client/readme.test.ts',
  'docs/cli.md': 'test/cli/page.test.ts',
  'docs/client.md': 'test/client/clientPage.test.ts',
  'docs/cookbook.md': 'test/docs/cookbookPage.test.ts',
  'docs/deploying.md': 'test/deploy/recipes.test.ts',
  'docs/grants.md': 'test/client/otherPages.test.ts',
  'docs/history.md': 'test/client/historyPage.test.ts',
  'docs/keys.md': 'test/keys/keysPage.test.ts',
  'docs/moving.md': 'test/docs/movingPage.test.ts',
  'docs/react.md': 'test/client/reactPage.test.ts',
  'docs/rules.md': 'test/client/rulesPage.test.ts',
  'docs/signers.md': 'test/client/otherPages.test.ts',
  'docs/start.md': 'test/docs/startPage.test.ts',
  'docs/testing.md': 'test/client/testingPage.test.ts',
  'docs/viem.md': 'test/client/viemPage.test.ts',
  'docs/wallet.md': 'test/client/walletPage.test.ts',
} as const

// The doors of the published package: each by the path that users import, with its source. package.json's `exports` and
// `typesVersions` say the same, and scripts/package/manifest.ts compares them.

export const ENTRIES = {
  '.': 'src/index.ts',
  './wallet': 'src/wallet.ts',
  './abi': 'src/abi/index.ts',
  './deployments': 'src/deployments.ts',
  './testing': 'src/testing.ts',
  './history': 'src/history/index.ts',
  './fileStore': 'src/fileStore.ts',
  './browser': 'src/keys/index.ts',
  './viem': 'src/viem/index.ts',
  './react': 'src/react/index.ts',
} as const

export type Entry = keyof typeof ENTRIES

/** The one door that opens in Node alone. */
export const NODE_ONLY: readonly Entry[] = ['./fileStore']

/** What users bring themselves: every entry needs ethers, `./viem` and `./react` what they are called after. */
export const PEERS: readonly string[] = ['ethers', 'react', 'viem']

/** An entry's files in dist/, without their endings. */
export const nameOf = (entry: Entry): string => (entry === '.' ? 'index' : entry.slice('./'.length))

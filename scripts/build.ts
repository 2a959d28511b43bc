// `npm run build`: dist/, from src/ and the committed types. Code keeps its modules, so that what an app does not use drops out
// of its bundle, and every entry shares one error class; declarations come in one file an entry and what they share.
import { rmSync } from 'node:fs'
import { join, relative } from 'node:path'

import { rollup, type OutputOptions, type Plugin, type RollupOptions } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import esbuild from 'rollup-plugin-esbuild'

import { ROOT } from './files'
import { ENTRIES, nameOf, type Entry } from './package/entries'

const DIST = join(ROOT, 'dist')

/** Node's own modules, the peers and the dependencies. Nothing else is imported: package.json does not name it. */
const EXTERNAL = /^(ethers|react|viem(\/account-abstraction)?|idb-keyval|node:.+)$/

const input = Object.fromEntries(
  Object.entries(ENTRIES).map(([entry, source]) => [nameOf(entry as Entry), join(ROOT, source)]),
)

/** Declarations may name each other in circles: they are not run. */
const CIRCLES = ['CIRCULAR_DEPENDENCY', 'CYCLIC_CROSS_CHUNK_REEXPORT']

const options = (plugin: Plugin, allowed: readonly string[] = []): RollupOptions => ({
  input,
  plugins: [plugin],
  external: (id) => EXTERNAL.test(id),
  onwarn: ({ code = 'warning', message }) => {
    if (!allowed.includes(code)) throw new Error(`${code}: ${message}`)
  },
})

const code = (format: 'es' | 'cjs', ending: string): OutputOptions => ({
  dir: DIST,
  format,
  preserveModules: true,
  preserveModulesRoot: join(ROOT, 'src'),
  entryFileNames: ({ name, facadeModuleId }) => `${entryName(facadeModuleId) ?? name}.${ending}`,
  generatedCode: 'es2015',
})

const declarations = (ending: string): OutputOptions => ({
  dir: DIST,
  format: 'es',
  entryFileNames: `[name].d.${ending}`,
  chunkFileNames: `types/[name].d.${ending}`,
})

/** An entry is called after its door, wherever its source lies. */
function entryName(source: string | null): string | undefined {
  const path = source === null ? '' : relative(ROOT, source)
  const found = Object.entries(ENTRIES).find(([, own]) => own === path)?.[0]
  return found === undefined ? undefined : nameOf(found as Entry)
}

/** Makes dist/ anew. */
export async function build(): Promise<void> {
  rmSync(DIST, { recursive: true, force: true })
  const scripts = await rollup(options(esbuild({ target: 'es2022', tsconfig: false })))
  await scripts.write(code('es', 'mjs'))
  await scripts.write(code('cjs', 'cjs'))
  const types = await rollup(options(dts({ tsconfig: join(ROOT, 'tsconfig.json') }), CIRCLES))
  await types.write(declarations('mts'))
  await types.write(declarations('cts'))
}

if (require.main === module)
  build().catch((reason: unknown) => {
    console.error(reason)
    process.exitCode = 1
  })

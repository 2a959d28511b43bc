// Who may import whom among the contracts: types <- libraries <- SessionKeyValidator; the Lens stands apart; nobody
// imports mocks. The same for src is a lint rule (eslint.config.mjs).
import { posix } from 'node:path'
import { listFiles, readText, report } from './files'

/** Folder of a contract, and what it may import: folders, or single files. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  contracts: ['contracts/SessionStore.sol', 'contracts/interfaces', 'contracts/libraries', 'contracts/types'],
  'contracts/interfaces': ['contracts/interfaces', 'contracts/types'],
  'contracts/types': ['contracts/interfaces', 'contracts/types'],
  'contracts/libraries': ['contracts/interfaces', 'contracts/libraries', 'contracts/types'],
  'contracts/lens': ['contracts/interfaces', 'contracts/lens', 'contracts/types/Session.sol'],
  'contracts/examples': ['contracts/examples'],
}

const PACKAGE = '@openzeppelin/contracts/'
const IMPORT = /^\s*import\s+(?<names>\{[^}]*\}\s+from\s+)?"(?<path>[^"]+)";/gm

function problemsOf(file: string): string[] {
  const folder = posix.dirname(file)
  if (folder === 'contracts/mocks' || folder.startsWith('contracts/mocks/')) return []
  const allowed = Object.entries(ALLOWED).find(
    ([name]) => name === folder || folder.startsWith(`${name}/external`),
  )?.[1]
  if (allowed === undefined) return [`${file}: this folder has no place in scripts/checkBoundaries.ts`]
  return [...readText(file).matchAll(IMPORT)].flatMap(({ groups }) => {
    const path = groups?.['path'] ?? ''
    if (groups?.['names'] === undefined) return [`${file}: imports ${path} without naming what it takes`]
    if (!path.startsWith('.')) return path.startsWith(PACKAGE) ? [] : [`${file}: may not import ${path}`]
    const target = posix.join(folder, path)
    return allowed.includes(target) || allowed.includes(posix.dirname(target))
      ? []
      : [`${file}: may not import ${target}`]
  })
}

report(listFiles('contracts', ['.sol']).flatMap(problemsOf), 'boundaries')

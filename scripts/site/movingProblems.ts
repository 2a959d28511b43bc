// docs/moving.md sets the project's own figures beside those of others: they are those of the bench.
import { readText } from '../files'
import { gasResults, inThousands } from './renderGas'

const PAGE = 'docs/moving.md'

/** Rows of this project, without the spaces that make a table even. */
export function movingProblems(): readonly string[] {
  const { sponsored, selfPaid, grant, firstUse } = gasResults()
  const n = inThousands
  const page = readText(PAGE).replace(/ +\|/g, ' |')
  return [
    `| **Latchkey**, sponsored, nothing counted | +${n(sponsored.over)} | ${n(grant.one)} | ${n(grant.ten)} | ${n(firstUse.session)} |`,
    `| **Latchkey**, self-paid, fees and calls counted | +${n(selfPaid.over)} |`,
  ]
    .filter((row) => !page.includes(row))
    .map((row) => `${PAGE}: does not say what the bench measured: ${row}`)
}

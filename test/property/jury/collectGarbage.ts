// Hardhat keeps a trace of every call, some megabytes, until JavaScript lets go of the answer. The collector sees only how
// small the answer is, and would let gigabytes gather; fetching those from the system takes longer than the calls.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void

/** Frees the traces of the latest calls. */
export async function collectGarbage(): Promise<void> {
  collect({ type: 'minor' })
  // Their memory is given back in a turn of its own.
  await new Promise((resolve) => setImmediate(resolve))
}

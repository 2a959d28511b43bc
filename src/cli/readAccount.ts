// The sessions of an account, from the module's events.
import { access } from 'node:fs/promises'

import { DEPLOYMENTS } from '../deployments'
import { LatchkeyError } from '../errors'
import { historyFromJson, historyToJson, newHistory, readHistory, type History } from '../history'
import { writeOwn } from '../node/files'
import { sameBytes } from '../session/fields'
import type { Given } from './Given'
import type { Chain } from './openChain'
import type { Place } from './placeOf'
import { readInput } from './readInput'
import { requireModule } from './requireModule'

/**
 * @internal Reads to the latest block; on from --history, if that was kept before. Tells how far it is.
 *
 * @throws ModuleNotDeployed · LogsNotReadable · HistoryReorganized · FieldNotValid: what is kept is of another account or module.
 */
export async function readAccount(given: Given, chain: Chain, place: Place): Promise<History> {
  await requireModule(chain, place)
  const path = given.text('history')
  const begun = path === undefined ? undefined : await keptIn(given, path, chain, place)
  const save = async (history: History): Promise<void> => {
    if (path !== undefined) await writeOwn(path, `${JSON.stringify(historyToJson(history))}\n`)
  }
  let told = given.io.now()
  const read = await readHistory(
    { request: async ({ method, params }) => await chain.request({ method, params }) },
    begun ?? newHistory({ chainId: chain.chainId, ...place }),
    {
      fromBlock: given.number('fromBlock') ?? deployedIn(chain.chainId, place),
      onProgress: async ({ history, block, toBlock }) => {
        if (block === toBlock || given.io.now() === told) return
        told = given.io.now()
        given.io.err(`read to block ${block} of ${toBlock}\n`)
        await save(history)
      },
    },
  )
  await save(read)
  return read
}

async function keptIn(given: Given, path: string, { chainId }: Chain, place: Place): Promise<History | undefined> {
  if (!(await exists(path))) return undefined
  const history = historyFromJson(await readInput(given.io, path))
  const isOfPlace =
    history.chainId === chainId &&
    sameBytes(history.module, place.module) &&
    (history.account === undefined || sameBytes(history.account, place.account))
  if (isOfPlace) return history
  throw new LatchkeyError('FieldNotValid', {
    field: '--history',
    value: `a history of ${history.account ?? 'all accounts'} on chain ${history.chainId}, module ${history.module}`,
    expected: `one of ${place.account} on chain ${chainId}, module ${place.module}, or a file that is not there yet`,
  })
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}

const deployedIn = (chainId: bigint, { module }: Place): number =>
  DEPLOYMENTS[Number(chainId)]?.find(({ validator }) => sameBytes(validator, module))?.block ?? 0

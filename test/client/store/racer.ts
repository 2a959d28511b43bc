// One of several programs that share a folder: saves to a place of its own and to one that all of them save to, reads both back
// after each time, and keeps a key each time. Run as: racer.ts FOLDER NAME ROUNDS.
import { computeAddress, id, SigningKey } from 'ethers'

import type { Hex, StorePlace } from '../../../src'
import { fileStore, fileVault } from '../../../src/fileStore'
import { aSession } from '../builders'
import { PLACE } from './places'

/** The place of one racer alone. */
export const placeOf = (name: string): StorePlace => ({ ...PLACE, app: name })

/** The key of one racer in one round. */
export const keyOf = (name: string, round: number): SigningKey => new SigningKey(id(`racer ${name}, round ${round}`))

export const signerOf = (key: SigningKey): Hex => computeAddress(key.publicKey) as Hex

async function race(folder: string, name: string, rounds: number): Promise<void> {
  const [store, vault] = [fileStore(folder), fileVault(folder)]
  for (let round = 1; round <= rounds; ++round) {
    const key = keyOf(name, round)
    // Of different lengths: of a file that two wrote into at once, an end would be left over.
    const session = aSession({ signer: signerOf(key), maxFee: 10n ** BigInt(round % 24) })
    await vault.save(session.signer, key)
    for (const place of [PLACE, placeOf(name)]) await store.save(place, { session })
    const own = await store.load(placeOf(name))
    const shared = await store.load(PLACE)
    if (own?.session.signer !== session.signer) throw new Error(`${name} lost its own session of round ${round}`)
    if (shared === undefined) throw new Error(`${name} found nothing at the shared place in round ${round}`)
    if ((await vault.load(shared.session.signer)) === undefined) throw new Error(`${name} found a session without key`)
  }
}

if (require.main === module) {
  const [, , folder = '', name = '', rounds = '0'] = process.argv
  race(folder, name, Number(rounds)).catch((reason: unknown) => {
    console.error(reason)
    process.exitCode = 1
  })
}

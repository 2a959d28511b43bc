// The owner of the account: a key, asked as seldom as can be, and a screen on which each prompt is read.
import { Wallet } from 'ethers'
import { ethers } from 'hardhat'

import {
  describeWorstCase,
  openZeppelinOwner,
  signerOwner,
  type Owner,
  type OwnerBundler,
  type SessionPrompt,
  type WordsOptions,
} from '../src'
import { countingOwner, type CountingOwner } from '../src/testing'
import { drawnKey } from './drawn'
import { quote } from './print'
import type { Stage } from './stage'

export const ownersWallet = (): Wallet => new Wallet(drawnKey('owner'), ethers.provider)

/** The first op that the owner sends also deploys the account. */
export function ownerOf(stage: Stage, bundler: OwnerBundler): Owner {
  const { account, entryPoint, ownerValidator, factory, factoryData } = stage
  return signerOwner({
    signer: ownersWallet(),
    account,
    entryPoint,
    bundler,
    signatures: openZeppelinOwner(ownerValidator),
    deployment: { factory, factoryData },
  })
}

/** The same, with its prompts counted. */
export const promptedOwner = (stage: Stage, bundler: OwnerBundler): CountingOwner =>
  countingOwner(ownerOf(stage, bundler))

/** What the owner reads before the wallet asks: all of a first session, of the next ones what is different. */
export function showPrompt({ before, text, difference, worstCase }: SessionPrompt, words: WordsOptions): void {
  if (before === undefined) quote(`${text}\n\n${describeWorstCase(worstCase, words)}`)
  else quote(['In place of the session before:', ...difference.map((line) => `- ${line}`)].join('\n'))
}

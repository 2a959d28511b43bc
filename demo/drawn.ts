// What is drawn at random: keys, salts, lanes. The demo draws the same in every run, so that it prints the same. Never do
// this with a key that is worth something.
import { computeAddress, getBytes, id, randomBytes, SigningKey } from 'ethers'

import { toAddress, toHex, type Address, type Hex } from '../src'

/** 32 bytes that go by this name. */
const drawnBytes = (name: string): Hex => toHex(id(`Latchkey demo: ${name}`))

export const drawnKey = (name: string): SigningKey => new SigningKey(drawnBytes(name))

/** The address of somebody whose key plays no part. */
export const drawnAddress = (name: string): Address => toAddress(computeAddress(drawnKey(name).publicKey))

/** All that the client draws from now on, by way of ethers. */
export function drawTheSame(): void {
  let draws = 0
  randomBytes.register((length) => getBytes(drawnBytes(`draw ${draws++}`)).slice(0, length))
}

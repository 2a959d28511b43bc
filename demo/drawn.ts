// What an app draws at random (`randomBytes(32)`, `randomSalt()`). The demo makes it from names, so that every run prints the
// same. Never do this with a key that is worth something.
import { computeAddress, id, SigningKey } from 'ethers'

import { toAddress, toHex, type Address, type Hex } from '../src'

/** 32 bytes that go by this name. */
export const drawnBytes = (name: string): Hex => toHex(id(`Latchkey demo: ${name}`))

export const drawnKey = (name: string): SigningKey => new SigningKey(drawnBytes(name))

/** The address of somebody whose key plays no part. */
export const drawnAddress = (name: string): Address => toAddress(computeAddress(drawnKey(name).publicKey))

// What the README's code takes for given, in front of that code: what it names in capitals, and the app's own banner. Tells at
// the end how often the owner's key signed, which is how often the owner was asked.
import { SigningKey } from 'ethers'

type Names = Record<'CHAIN_URL' | 'BUNDLER_URL' | 'OWNER_KEY', string> &
  Record<'ACCOUNT' | 'OWNER_VALIDATOR' | 'ENTRY_POINT' | 'SOCIO3', `0x${string}`>

const place = JSON.parse(process.env['PLACE'] ?? '') as Names
const { CHAIN_URL, BUNDLER_URL, OWNER_KEY, ACCOUNT, OWNER_VALIDATOR, ENTRY_POINT, SOCIO3 } = place
const showBanner = (renew: () => Promise<unknown>): void => console.log('banner', typeof renew)

let prompts = 0
const { sign } = SigningKey.prototype
SigningKey.prototype.sign = function (this: SigningKey, digest) {
  if (this.privateKey === OWNER_KEY) prompts += 1
  return sign.call(this, digest)
}
process.on('exit', () => console.log(`prompts ${prompts}`))

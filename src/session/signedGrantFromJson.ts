// Reads what an owner signed from JSON that may come from anyone.
import { checkAddress, checkHex } from './fields'
import { jsonAmount, jsonArray, jsonObject, jsonText, parsedJson } from './jsonFields'
import type { Sibling, SignedGrant } from './SignedGrant'

const GRANT_KEYS = ['replaces', 'siblings', 'ownerSignature']
const SIBLING_KEYS = ['chainId', 'account', 'epoch', 'replaces', 'sessionHash']

/** Of a 256-bit number. */
const DIGITS = 78

/**
 * The grant that `signedGrantToJson` wrote. Whose signature it is, is for the chain to say.
 *
 * @param json The text, or the object parsed from it.
 * @throws JsonNotValid · FieldNotValid.
 *
 * @example
 * ```ts
 * const signedGrant = { replaces: ZeroHash, siblings: [], ownerSignature: '0x1234' }
 * signedGrantFromJson(JSON.stringify(signedGrant)) // => signedGrant
 * ```
 */
export function signedGrantFromJson(json: unknown): SignedGrant {
  const fields = jsonObject('signedGrant', parsedJson(json), GRANT_KEYS)
  return {
    replaces: checkHex('replaces', jsonText('replaces', fields), 32),
    siblings: jsonArray('siblings', fields).map(siblingOf),
    ownerSignature: checkHex('ownerSignature', jsonText('ownerSignature', fields)),
  }
}

function siblingOf(value: unknown): Sibling {
  const fields = jsonObject('sibling', value, SIBLING_KEYS)
  return {
    chainId: jsonAmount('chainId', fields, DIGITS, ''),
    account: checkAddress('account', jsonText('account', fields)),
    epoch: checkHex('epoch', jsonText('epoch', fields), 32),
    replaces: checkHex('replaces', jsonText('replaces', fields), 32),
    sessionHash: checkHex('sessionHash', jsonText('sessionHash', fields), 32),
  }
}

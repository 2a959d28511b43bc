// Lanes are drawn at random; people count from 1.

const SEQUENCE_BITS = 64n

/** A lane's number by the nonce of an op on it: the first that is seen is 1. */
export function laneNumbers(): (nonce: bigint) => number {
  const seen: bigint[] = []
  return (nonce) => {
    const lane = nonce >> SEQUENCE_BITS
    if (!seen.includes(lane)) seen.push(lane)
    return seen.indexOf(lane) + 1
  }
}

// What is different after an entry was imported: nothing. Run as: imported.cjs ENTRY. Ends by itself.
const state = () =>
  JSON.stringify([
    Object.getOwnPropertyNames(globalThis).sort(),
    process.eventNames().map(String).sort(),
    Object.keys(process.env).sort(),
    [Object, Array, String, Number, BigInt, Promise, Function].map((it) => Object.getOwnPropertyNames(it.prototype)),
  ])

const refuse = (what) => () => {
  throw new Error(`an import asks for ${what}`)
}

async function main(entry) {
  // The peers may do what they do.
  for (const peer of ['ethers', 'react', 'viem', 'viem/account-abstraction']) {
    await import(peer)
    require(peer)
  }
  globalThis.fetch = refuse('fetch')
  require('node:net').Socket.prototype.connect = refuse('a connection')
  globalThis.setTimeout = refuse('a timer')
  globalThis.setInterval = refuse('a timer')
  const before = state()
  await import(entry)
  require(entry)
  if (state() !== before) throw new Error(`${entry} leaves something behind:\n${before}\n${state()}`)
}

main(process.argv[2]).catch((reason) => {
  console.error(reason)
  process.exitCode = 1
})

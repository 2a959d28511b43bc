// The promise: one prompt, and then silence, also over a reload; and nothing of the key to be read.
import { must, mustBe } from '../must'
import { foundIn, readStorages } from '../storages'
import { visiting, type Play } from './Play'

const BYTES = 64

export async function playSilence(play: Play): Promise<void> {
  const { check } = play
  await visiting(play, async (visit) => {
    const { prompts } = visit.wallet
    const open = await visit.open()

    await check('the page opens without a prompt', async () => {
      mustBe('Prompts', prompts, [])
      mustBe('The session', await open.sessionState(), 'none')
    })
    await check('the first upvote counts at once, asks once, and is mined', async () => {
      const [before, onChain] = [await open.votesShown(1), await open.allOnChain()]
      await open.upvoteButton('Ada').click()
      mustBe('Votes shown right after the click', await open.votesShown(1), before + 1)
      await open.untilSettled()
      mustBe('Votes on the chain', await open.allOnChain(), onChain + 1)
      mustBe('Prompts', prompts.length, 1)
      mustBe('What the page counts', await open.page.getByTestId('prompts').getAttribute('data-count'), '1')
    })
    await check('twenty more ask nobody, and all of them are mined', async () => {
      const before = await open.allOnChain()
      await open.button('Upvote twenty').click()
      await open.untilSettled()
      mustBe('Votes', await open.allOnChain(), before + 20)
      mustBe('Prompts', prompts.length, 1)
    })
    await check('what became of them is said to those who do not see the page', async () => {
      mustBe('The words', await open.page.getByTestId('settled').innerText(), '20 upvotes on the chain.')
    })
    const { keys } = await open.overheard()
    await check('a reload asks nobody, and the session goes on', async () => {
      await open.button('Reload').click()
      await open.page.waitForLoadState()
      await open.untilReady()
      await open.untilSession('live')
      await open.upvoteMined('Grace')
      mustBe('Prompts', prompts.length, 1)
    })
    await check('nothing of the key can be read in any storage, on the console, or in what was sent', async () => {
      mustBe(
        'Keys that were sealed',
        keys.map((key) => key.length),
        [BYTES],
      )
      const { texts, bytes, records } = await readStorages(open.page)
      mustBe('Records', records, { 'latchkey-keys': 1, 'latchkey-sessions': 1 })
      const all = [...texts, ...bytes, ...visit.said, ...visit.sent]
      // What is looked for is found where it is.
      must('The search finds a key', foundIn(keys[0] ?? '', [`{"key":"0x${keys[0]?.toUpperCase() ?? ''}"}`]).length > 0)
      mustBe(
        'Forms of the key that were found',
        keys.flatMap((key) => foundIn(key, all)),
        [],
      )
    })
    await check('the wrapping key cannot be exported', async () => {
      const { exports } = await readStorages(open.page)
      mustBe('What came of it', exports, [
        'AES-GCM secret raw: InvalidAccessError',
        'AES-GCM secret jwk: InvalidAccessError',
        'AES-GCM secret pkcs8: InvalidAccessError',
      ])
    })
  })
}

/** Keys that the browser makes, and shows to nobody. */
export async function playP256(play: Play): Promise<void> {
  const { check } = play
  await visiting(play, async (visit) => {
    const { prompts } = visit.wallet
    const open = await visit.open('?keys=P-256')
    await check('a P-256 key of the browser upvotes too, after one prompt', async () => {
      await open.upvoteMined('Ada')
      await open.button('Reload').click()
      await open.page.waitForLoadState()
      await open.untilReady()
      await open.upvoteMined('Ada')
      mustBe('Prompts', prompts.length, 1)
    })
    await check('the P-256 key cannot be exported', async () => {
      const { exports } = await readStorages(open.page)
      mustBe('Formats', exports.length, 3)
      const isRefused = exports.every((text) =>
        /^ECDSA private \w+: (InvalidAccessError|NotSupportedError)$/.test(text),
      )
      must('What came of it', isRefused, exports)
    })
  })
}

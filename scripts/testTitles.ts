// The full titles of all tests, as mocha and forge would run them: the tests are loaded, which names them, and none is run.
import 'hardhat/register'
import Mocha from 'mocha'
import { join, relative, sep } from 'node:path'
import { listFiles, readText, ROOT } from './files'

export type TestTitle = { readonly file: string; readonly title: string }

export function testTitles(): TestTitle[] {
  return [...mochaTitles(), ...forgeTitles()]
}

/** Mocha loads files when it runs them; this one only loads. */
class Loader extends Mocha {
  load(): Mocha.Suite {
    this.loadFiles()
    return this.suite
  }
}

function mochaTitles(): TestTitle[] {
  const mocha = new Loader()
  for (const file of listFiles('test', ['.test.ts'])) mocha.addFile(join(ROOT, file))
  const titles: TestTitle[] = []
  mocha.load().eachTest((test) => {
    const file = relative(ROOT, test.file ?? '')
    titles.push({ file: file.split(sep).join('/'), title: test.fullTitle() })
  })
  return titles
}

/** Functions of forge's tests, their underscores as spaces: `test_T66_refuses` is "test T66 refuses". */
function forgeTitles(): TestTitle[] {
  return listFiles('test', ['.t.sol']).flatMap((file) =>
    [...readText(file).matchAll(/function ((?:test|invariant|check|prove)\w*)/g)].map(([, name = '']) => ({
      file,
      title: name.replaceAll('_', ' '),
    })),
  )
}

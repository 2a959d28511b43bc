// `npx ts-node --transpile-only demo/web/installChromium.ts`: tells where Chromium is, and installs it where it is missing.
import { installChromium } from './server/chromium'

console.log(installChromium())

// What docs/page.md takes for given, in front of its code, which is compiled and not run here: Vite's settings.
declare global {
  interface ImportMeta {
    readonly env: {
      readonly VITE_CHAIN_URL: string
      readonly VITE_BUNDLER_URL: string
      readonly VITE_ACCOUNT: string
      readonly VITE_ENTRY_POINT: string
      readonly VITE_SOCIO3: string
      readonly VITE_OWNER_VALIDATOR: string
      readonly VITE_OWNER_KEY: string
    }
  }
}

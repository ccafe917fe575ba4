import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env.WAGERUP_URL ?? 'http://localhost:8000'

export default defineConfig({
  plugins: [react(), tailwindcss()],
  // No file is inlined: the page's policy allows scripts, styles and fonts from our own address alone.
  // What every screen needs is one file: cut into many it compresses worse.
  build: {
    outDir: '../server/static',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2022',
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'core', test: /node_modules|src\/(socket|store|house|format|games|refusals|tabs|looks|theme|money\/(keys|limits))|src\/ui\/(controls|mayNot|clockHooks|Worn|Silk|Rating|Coin)/ }] } } },
  },
  server: { proxy: { '/auth': server, '/ws': { target: server, ws: true } } },
})

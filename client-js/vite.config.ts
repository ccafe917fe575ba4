import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env.WAGERUP_URL ?? 'http://localhost:8000'

export default defineConfig({
  plugins: [react(), tailwindcss()],
  // No file is inlined: the page's policy allows scripts, styles and fonts from our own address alone.
  build: { outDir: '../server/static', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022' },
  server: { proxy: { '/auth': server, '/ws': { target: server, ws: true } } },
})

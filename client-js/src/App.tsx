import { domAnimation, LazyMotion, MotionConfig } from 'motion/react'
import { lazy, Suspense, useEffect } from 'react'
import { Route, Switch } from 'wouter'
import { whoAmI } from './house'
import { LobbyScreen } from './screens/Lobby'
import { MatchScreen } from './screens/Match'
import { SignInScreen } from './screens/SignIn'
import { WalletScreen } from './screens/Wallet'
import { YouScreen } from './screens/You'
import { useStore } from './store'
import { Frame } from './ui/Frame'

// What is not needed for the first match comes when it is asked for.
const LadderScreen = lazy(() => import('./screens/Ladder').then((one) => ({ default: one.LadderScreen })))
const PlayerScreen = lazy(() => import('./screens/Player').then((one) => ({ default: one.PlayerScreen })))
const ReplayScreen = lazy(() => import('./screens/Replay').then((one) => ({ default: one.ReplayScreen })))
const InboxScreen = lazy(() => import('./screens/Inbox').then((one) => ({ default: one.InboxScreen })))
const LOADING = <div className="skeleton h-64 rounded-panel" role="status" aria-label="Loading" />

export function App() {
  const me = useStore((state) => state.me)
  useEffect(() => void whoAmI(), [])
  if (me === undefined) return <div className="skeleton m-8 h-24 rounded-panel" role="status" aria-label="Loading" />
  if (me === null) return <SignInScreen />
  return (
    <LazyMotion features={domAnimation} strict>
      <MotionConfig reducedMotion="user">
        <Frame>
          <Suspense fallback={LOADING}>
            <Switch>
              <Route path="/ladder" component={LadderScreen} />
              <Route path="/inbox" component={InboxScreen} />
              <Route path="/player/:id">{({ id }) => <PlayerScreen key={id} id={id} />}</Route>
              <Route path="/replay/:id">{({ id }) => <ReplayScreen key={id} id={id} />}</Route>
              <Route path="/wallet" component={WalletScreen} />
              <Route path="/you" component={YouScreen} />
              <Route path="/match/:id">{({ id }) => <MatchScreen key={id} id={id} />}</Route>
              <Route component={LobbyScreen} />
            </Switch>
          </Suspense>
        </Frame>
      </MotionConfig>
    </LazyMotion>
  )
}

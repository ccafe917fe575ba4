import { domAnimation, LazyMotion, MotionConfig } from 'motion/react'
import { useEffect } from 'react'
import { Route, Switch } from 'wouter'
import { whoAmI } from './house'
import { LobbyScreen } from './screens/Lobby'
import { MatchScreen } from './screens/Match'
import { SignInScreen } from './screens/SignIn'
import { WalletScreen } from './screens/Wallet'
import { YouScreen } from './screens/You'
import { useStore } from './store'
import { Frame } from './ui/Frame'

export function App() {
  const me = useStore((state) => state.me)
  useEffect(() => void whoAmI(), [])
  if (me === undefined) return <div className="skeleton m-8 h-24 rounded-panel" role="status" aria-label="Loading" />
  if (me === null) return <SignInScreen />
  return (
    <LazyMotion features={domAnimation} strict>
      <MotionConfig reducedMotion="user">
        <Frame>
          <Switch>
            <Route path="/wallet" component={WalletScreen} />
            <Route path="/you" component={YouScreen} />
            <Route path="/match/:id">{({ id }) => <MatchScreen key={id} id={id} />}</Route>
            <Route component={LobbyScreen} />
          </Switch>
        </Frame>
      </MotionConfig>
    </LazyMotion>
  )
}

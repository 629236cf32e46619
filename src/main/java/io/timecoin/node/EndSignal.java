package io.timecoin.node;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Waits for SIGTERM or SIGINT. A JVM that these signals end has exit codes 143 and 130 whatever its hooks do, so they
 * are caught; through reflection, because the compiler warns of {@code sun.misc.Signal} in a way that nothing can
 * silence, although every JDK exports it.
 */
public final class EndSignal implements AutoCloseable
{
    /** What a signal did before. */
    private record Before(Object signal, Object handler)
    {
    }

    private final CountDownLatch latch = new CountDownLatch(1);
    private final List<Before> before = new ArrayList<>();
    private volatile String name = "";

    /** Catches the signals from now on. */
    public void install()
    {
        for (final String signal : new String[] {"TERM", "INT"})
        {
            try
            {
                install(signal);
            }
            catch (final ReflectiveOperationException | IllegalArgumentException ex)
            {
                // Another Java, or the signal belongs to a debugger: the JVM's own ending remains.
                continue;
            }
        }
    }

    /**
     * Acts as if a signal had come.
     *
     * @param reason stands for its name.
     */
    public void raise(final String reason)
    {
        name = reason;
        latch.countDown();
    }

    /**
     * Whether a signal has come.
     *
     * @return true from then on.
     */
    public boolean isRaised()
    {
        return latch.getCount() == 0;
    }

    /**
     * Waits for a signal.
     *
     * @return its name.
     * @throws InterruptedException if the waiting thread is interrupted.
     */
    public String await() throws InterruptedException
    {
        latch.await();
        return name;
    }

    /** Lets the signals do what they did before. */
    @Override
    public void close()
    {
        for (final Before entry : before)
        {
            try
            {
                handle(entry.signal, entry.handler);
            }
            catch (final ReflectiveOperationException ex)
            {
                // What could be caught can be let go; if not, the process ends soon anyway.
                continue;
            }
        }
        before.clear();
    }

    private void install(final String signal) throws ReflectiveOperationException
    {
        final Object handler = Proxy.newProxyInstance(EndSignal.class.getClassLoader(),
            new Class<?>[] {handlerType()}, (proxy, method, args) -> onCall(proxy, method, args, signal));
        final Object caught = signalType().getConstructor(String.class).newInstance(signal);
        before.add(new Before(caught, handle(caught, handler)));
    }

    private Object onCall(final Object proxy, final Method method, final Object[] args, final String signal)
    {
        return switch (method.getName())
        {
            case "handle" ->
            {
                raise("SIG" + signal);
                yield null;
            }
            case "equals" -> proxy == args[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "EndSignal." + signal;
        };
    }

    private static Object handle(final Object signal, final Object handler) throws ReflectiveOperationException
    {
        return signalType().getMethod("handle", signalType(), handlerType()).invoke(null, signal, handler);
    }

    private static Class<?> signalType() throws ClassNotFoundException
    {
        return Class.forName("sun.misc.Signal");
    }

    private static Class<?> handlerType() throws ClassNotFoundException
    {
        return Class.forName("sun.misc.SignalHandler");
    }
}

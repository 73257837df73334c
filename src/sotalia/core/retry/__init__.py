"""Whether a failed attempt is worth another, and when.

classify   what kind of failure it is: transient, throttling, or final
backoff    how long to wait
quota      how many retries a client may spend while a service is in trouble
limiter    how fast a client may send to a service that throttles it
standard   the strategy that puts the first three together
adaptive   the same with the limiter
legacy     boto3's oldest strategy, with rules of its own
strategy   what every strategy is called for, and what it returns
shared     what the strategies of one client share
modes      which strategy a client has
"""

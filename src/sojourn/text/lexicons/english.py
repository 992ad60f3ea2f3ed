"""English: the dictionary of vaderSentiment, and words of our own that customers of a service use."""

from typing import Final

from sojourn.text.lexicons.words import Words

ENGLISH: Final = Words(
    values={
        3.0: """
            highly_recommend* highly_recommended above_and_beyond exceeded_expectations exceeded_my_expectations second_to_none
            must_have five_stars 5_stars flawless* spot_on top_notch well_worth life_saver lifesaver could_not_be_happier
            couldn't_be_happier can't_go_wrong cannot_go_wrong best_ever the_best
        """,
        2.0: """
            recommend recommended recommends works_great works_well works_perfectly work_great works_fine as_described as_promised
            as_advertised on_time in_time prompt promptly quick quickly speedy fast faster affordable reasonable reasonably_priced
            good_value great_value value_for_money worth_every_penny worth_every_cent worth_it delicious tasty tender flavorful
            flavourful fresh yummy juicy cozy spacious cleanly courteous attentive knowledgeable responsive seamless* hassle-free
            hassle_free sturdy durable reliable comfortable comfy comfortably crisp crystal_clear loud_and_clear sharp intuitive
            user-friendly user_friendly easy-to-use easy_to_use easy_to_set_up easy_setup easy easily convenient conveniently generous
            thumbs_up well-made well_made well_done keep_it_up will_be_back i'll_be_back will_buy_again will_order_again will_stay
            would_recommend will_recommend far_better much_better no_problem no_problems no_complaints no_issues without_any_fuss
            without_fuss without_problems at_once a_day_early first_try finally_fixed solved resolved thrilled
            thumbs-up kudos thx thank_you thanks_so_much thank_u shout_out shoutout hit_the_spot mouthwatering authentic
            captivating gripping moving touching clever witty brilliant masterpiece well-acted powerful subtle memorable
            exactly_when_promised made_my_day rock rocks rocked sets_up_easily smooth smoothly
        """,
        1.0: "simple clear fits fit works working soft warm quiet handy useful helpful replaced upgraded upgrade complimentary thanks",
        0.0: """
            no_longer_than bus_stop customer_service customer_care great_britain united please no_doubt in_no_time like_a
            just_like looks_like look_like looked_like like_this like_that feel_like felt_like seems_like would_like i'd_like
            i_would_like credit_card credit_cards free_wifi pretty_much well, help_desk support support_team share
            security sure kind_of fine_print hopefully number
            play playing player super_bowl no_matter
        """,
        -1.0: """
            slow slowly long_wait wait waited waiting waits on_hold confusing confused unclear small tight pricey expensive overpriced
            average mediocre so-so nothing_special room_to_improve could_be_better mixed_feelings inconvenient noisy dated outdated
            flimsy bulky tiny limited lacking missing dented tough greasy cold dry chewy overcooked undercooked soggy stale tasteless
            flavorless predictable cliche cliched lacks instead how_long why question again still
        """,
        -2.0: """
            late later_than delay* cancel cancelled canceled cancelling cancellation cancelation cancelations cancellations broke broken
            defect* defective faulty stopped_working quit_working doesn't_work does_not_work did_not_work didn't_work not_working
            won't_work would_not_work isn't_working never_worked no_longer_works fell_apart falls_apart falling_apart came_apart
            waste waste_of_money waste_of_time wasted rude unhelpful unprofessional incompetent unresponsive unreliable useless
            worthless pointless poorly cheaply_made cheap_plastic never_arrived never_came didn't_arrive did_not_arrive not_arrived
            not_delivered lost_my lost_luggage lost_bag lost_bags missed_my missed_connection missed_flight stuck stranded
            sitting_on_the no_answer no_response no_reply no_one_answers nobody_answers no_one nobody nobody_told never_again
            not_again never_going_back won't_be_back will_not_be_back not_be_back won't_be_going_back never_return
            not_recommend would_not_recommend don't_recommend do_not_recommend wouldn't_recommend cannot_recommend
            can't_recommend will_not_recommend won't_recommend not_worth don't_waste do_not_waste don't_buy do_not_buy
            do_not_bother don't_bother avoid stay_away steer_clear refund refunded money_back return_it returned_it sent_it_back send_it_back returning_it
            hung_up hang_up disconnected disconnects drops_calls dropped_calls dropped dropping static muffled crashes crashed crashing
            freezes froze glitch glitches glitchy bug bugs buggy hole holes torn scratched scratches leaking leaks
            leaked cracked rip-off ripoff rip_off ripped_off overcharged charged_twice hidden_fees extra_fee nickel_and_dime
            too_expensive too_small too_big too_large too_long too_slow too_loud too_short too_tight too_much unacceptable
            unusable unreadable uncomfortable inaccurate misleading misled lied unanswered ignored passed_me passed_around
            transferred_me run_around runaround explain_everything_twice twice_before gave_up give_up giving_up faded fades shrunk
            hurts smelly stinks dirty filthy gross inedible bland nasty cockroach bedbugs mold mouldy moldy disappointing_to
            disappointed disappointment disappointing underwhelm* let_down letdown letting_me_down not_good no_good not_great
            not_happy not_impressed unimpressed not_satisfied dissatisfied not_as_good unable_to can't_get cannot_get
            couldn't_get can't_even cannot_even can't_find couldn't_find no_way no_confirmation without_a_word went_up
            expected_better expected_more thinking_of_leaving please_fix wtf smh fml epicfail epic_fail #fail fail fails failed failing failure
            downhill boring plodding lame cheesy incoherent contrived uninspired unconvincing unfunny drags dragged
            badly_acted wooden bored tedious sloppy amateurish
            last_longer gets_worse got_worse even_worse hardly_worth nothing_but barely_works
            hours_late hour_delay hrs_late hour_late hours_on_hold on_hold_for been_on_hold misplaced
            mishandled rebook rebooked rebooking reflight bumped
        """,
        -3.2: """
            worst the_worst worst_ever terrible horrible horrendous awful atrocious appalling abysmal disgusting disgusted
            pathetic disgrace disgraceful despicable unbelievably_bad garbage trash crap crappy junk piece_of_junk
            piece_of_crap piece_of_shit scam fraud con_artist zero_stars never_fly_again never_flying infuriat* outrageous* beyond_frustrating
            furious ridiculous nightmare joke a_joke sucks sucked suck
        """,
    },
    degrees={
        1.3: """
            absolutely amazingly awfully completely considerably decidedly deeply effing enormously entirely especially
            exceptionally extremely fabulously flippin fully freaking frigging fucking greatly hella highly hugely incredibly
            intensely majorly more most particularly purely quite really remarkably so substantially thoroughly total totally
            tremendously uber unbelievably unusually utter utterly very way super truly beyond such far
        """,
        0.7: """
            almost barely hardly kind_of kinda kindof kind-of less little marginally occasionally partly scarcely slight slightly
            somewhat sort_of sorta a_bit a_little fairly rather mildly sometimes
        """,
    },
    negations="""
        not no never none nor neither without cannot can't cant couldn't couldnt don't dont didn't didnt doesn't doesnt hadn't
        hadnt hasn't hasnt haven't havent isn't isnt wasn't wasnt weren't werent won't wont wouldn't wouldnt shouldn't
        shouldnt ain't aint aren't arent mustn't needn't nothing nowhere rarely seldom lack lacked n't
        far_from instead_of
    """,
    contrasts="but however although though except unfortunately",
    emotions={
        "joy": """
            love loved loves loving happy happily thrilled joy joyful delighted delight enjoy enjoyed enjoying glad pleased awesome amazing
            wonderful fantastic fun thank_you thanks great
        """,
        "anger": """
            angry anger annoyed annoying annoys furious infuriat* mad outraged outrageous* rage ridiculous unacceptable hate hated
            hates frustrated frustrating frustration rude pathetic scam ripoff rip-off rip_off lied pissed fuming fed_up
        """,
        "sadness": """
            disappointed disappointing disappointment disappoints sad sadly sadness unhappy upset regret regrets depressing
            heartbroken heartbreaking let_down letdown pity unfortunate miserable
        """,
        "fear": "afraid scared scary worried worry worrying worries fear fears nervous anxious anxiety panic unsafe concerned dangerous terrified",
        "surprise": "surprise surprised surprises surprising surprisingly unexpected unexpectedly wow omg shocked shocking amazed stunned unbelievable",
        "disgust": "disgusting disgusted gross filthy nasty smelly stinks vile sickening mold moldy mouldy inedible cockroach bedbugs",
    },
)
"""Our own words go before those of the dictionary, which knows feelings but not that a parcel was late."""

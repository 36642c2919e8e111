"""The panels for managers, and one for everybody: which press and which form is answered by what."""

from gamescheduler.bot.settings import keeping, listing, mine, setup, single, templates, trial
from gamescheduler.bot.settings.targets import acts, inspects, opens, takes

PRESSES = {
    "settings": acts(listing.show),
    "channelsettings": acts(listing.another_channel),
    "setting": acts(single.show),
    "settingform": opens(single.form),
    "settingzone": acts(single.zone),
    "choose": acts(single.choose),
    "roles": acts(single.roles),
    "reset": acts(single.reset),
    "lock": acts(single.lock),
    "unlock": acts(single.unlock),
    "why": acts(single.why),
    "apply": acts(single.apply),
    "templates": acts(templates.overview),
    "template": acts(templates.show),
    "templatewords": keeping.opened,
    "templatechannel": acts(templates.channel),
    "defaulttemplate": acts(templates.make_default),
    "deletetemplate": acts(templates.ask_to_delete),
    "reallydeletetemplate": acts(templates.delete),
    "setup": inspects(setup.start),
    "setupchannel": inspects(setup.channel),
    "setuphosts": acts(setup.hosts),
    "setupzone": acts(setup.zone),
    "setupzoneform": opens(setup.zone_form),
    "setupdone": acts(setup.done),
    "testgame": acts(trial.post),
    "removetest": acts(trial.remove),
    "myclock": acts(mine.zone),
    "myzone": opens(mine.zone_form),
    "myreminders": acts(mine.route),
}

FORMS = {
    "setting": takes(single.choose),
    "templatewords": keeping.submitted,
    "setupzoneform": takes(setup.typed_zone),
    "myzone": takes(mine.typed_zone),
}
